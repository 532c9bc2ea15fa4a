// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"
	"time"
)

func TestDecideDelete(t *testing.T) {
	busy := &Holder{Kind: kindRestore, Label: "snap"}
	for name, test := range map[string]struct {
		facts deleteFacts
		want  deleteVerdict
		code  Code
	}{
		"the snapshot in state":                {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesSame}, deleteFiles, ""},
		"adopted by its fingerprint":           {deleteFacts{level: Ours, listed: 1, agrees: true, files: filesSame}, deleteFiles, ""},
		"imported":                             {deleteFacts{level: Imported, listed: 1, agrees: true, files: filesSame}, deleteFiles, ""},
		"adopted by its name":                  {deleteFacts{level: Namesake, listed: 1, agrees: true, files: filesSame}, deleteRefused, CodeNotOurs},
		"level not known":                      {deleteFacts{listed: 1, agrees: true, files: filesSame}, deleteRefused, CodeNotOurs},
		"claimed by another object":            {deleteFacts{claimed: true, level: Mine, listed: 1, agrees: true, files: filesSame}, deleteRefused, CodeClaimed},
		"claimed, and gone":                    {deleteFacts{claimed: true, level: Mine}, deleteRefused, CodeClaimed},
		"a restore reads it":                   {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesSame, user: busy}, deleteRefused, CodeInUse},
		"a backup writes its leftovers":        {deleteFacts{level: Mine, files: filesRest, user: busy}, deleteRefused, CodeInUse},
		"gone":                                 {deleteFacts{level: Mine}, deleteNothing, ""},
		"gone, while a restore of it fails":    {deleteFacts{level: Mine, user: busy}, deleteNothing, ""},
		"twins that Doris sees":                {deleteFacts{level: Mine, listed: 2, files: filesSame}, deleteRefused, CodeTwice},
		"twins in the bucket":                  {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesTwice}, deleteRefused, CodeTwice},
		"another's in the bucket":              {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesOther}, deleteRefused, CodeShared},
		"another's for Doris":                  {deleteFacts{level: Mine, listed: 1, files: filesSame}, deleteRefused, CodeShared},
		"Doris sees it, this machine does not": {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesNone}, deleteRefused, CodeElsewhere},
		"only its rest is seen here":           {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesRest}, deleteRefused, CodeElsewhere},
		"this machine sees it, Doris does not": {deleteFacts{level: Mine, files: filesSame}, deleteRefused, CodeElsewhere},
		"half deleted":                         {deleteFacts{level: Mine, files: filesRest}, deleteFiles, ""},
		"half deleted, and written to since":   {deleteFacts{level: Mine, files: filesRest, written: true}, deleteRefused, CodeWritten},
		"leftovers":                            {deleteFacts{level: Ours, files: filesRest, leftovers: true}, deleteFiles, ""},
		"known by its name alone":              {deleteFacts{level: Mine, listed: 1, agrees: true, files: filesSame, doubtful: true}, deleteRefused, CodeNotOurs},
		"leftovers that became complete":       {deleteFacts{level: Ours, listed: 1, agrees: true, files: filesSame, leftovers: true}, deleteRefused, CodeShared},
	} {
		if got, code := decideDelete(test.facts); got != test.want || code != test.code {
			t.Errorf("%s: %d %q, want %d %q", name, got, code, test.want, test.code)
		}
	}
}

// In doubt files stay: of all combinations of facts only those are deleted that are proven.
func TestDecideDeleteOnlyWhatIsProven(t *testing.T) {
	yesNo := []bool{false, true}
	deleted := 0
	for _, level := range []Level{"", Mine, Ours, Namesake, Imported} {
		for listed := range 3 {
			for files := filesNone; files <= filesTwice; files++ {
				for _, claimed := range yesNo {
					for _, agrees := range yesNo {
						for _, written := range yesNo {
							for _, leftovers := range yesNo {
								for _, who := range []struct {
									user     *Holder
									doubtful bool
								}{{nil, false}, {&Holder{}, false}, {nil, true}, {&Holder{}, true}} {
									f := deleteFacts{
										claimed: claimed, level: level, user: who.user, listed: listed, agrees: agrees, files: files, written: written,
										leftovers: leftovers, doubtful: who.doubtful,
									}
									verdict, code := decideDelete(f)
									if (verdict == deleteRefused) != (code != "") {
										t.Fatalf("%+v: %d %q", f, verdict, code)
									}
									if verdict != deleteFiles {
										continue
									}
									deleted++
									whole := listed == 1 && agrees && files == filesSame && !leftovers && !who.doubtful
									rest := listed == 0 && files == filesRest && !written
									if claimed || who.user != nil || level == "" || level == Namesake || !whole && !rest {
										t.Errorf("deletes %+v", f)
									}
								}
							}
						}
					}
				}
			}
		}
	}
	if deleted == 0 {
		t.Error("nothing is ever deleted")
	}
}

func TestDoomedIs(t *testing.T) {
	at := newFake(t).clock.Now()
	doomed := Doomed{Database: "shop", Label: "snap", Timestamp: "2026-09-11-01-15-02", TakenAt: at}
	info := FilesInfo{Timestamp: "2026-09-11-01-15-02", Name: "snap", Database: "shop", BackupTime: at}
	for name, test := range map[string]struct {
		change func(*Doomed, *FilesInfo)
		want   bool
	}{
		"equal":                       {func(*Doomed, *FilesInfo) {}, true},
		"milliseconds not known":      {func(_ *Doomed, f *FilesInfo) { f.BackupTime = f.BackupTime.Add(252e6) }, true},
		"another second":              {func(_ *Doomed, f *FilesInfo) { f.BackupTime = f.BackupTime.Add(1e9) }, false},
		"milliseconds that differ":    {func(d *Doomed, f *FilesInfo) { d.TakenAt = at.Add(1e6); f.BackupTime = at.Add(2e6) }, false},
		"another database":            {func(_ *Doomed, f *FilesInfo) { f.Database = "shop2" }, false},
		"another case":                {func(_ *Doomed, f *FilesInfo) { f.Name = "Snap" }, false},
		"another timestamp":           {func(_ *Doomed, f *FilesInfo) { f.Timestamp = "2026-09-11-01-15-03" }, false},
		"neither timestamp nor time":  {func(d *Doomed, _ *FilesInfo) { d.Timestamp, d.TakenAt = "", time.Time{} }, true},
		"of a job that was submitted": {func(d *Doomed, _ *FilesInfo) { d.Timestamp = "" }, true},
	} {
		d, f := doomed, info
		test.change(&d, &f)
		if got := d.is(f); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
