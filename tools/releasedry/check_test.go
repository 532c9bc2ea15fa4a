// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// fixture is a release of this machine's platform, signed.
type fixture struct {
	t         *testing.T
	directory string
	entity    *openpgp.Entity
}

// quick is a kind of key that is made in no time; the registries want RSA, which makes no difference here.
var quick = &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA}

const fixturePrefix = project + "_0.1.0_"

func newFixture(t *testing.T) *fixture {
	t.Helper()
	entity, err := openpgp.NewEntity("x", "", "x@example.com", quick)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, directory: t.TempDir(), entity: entity}
	f.zip("terraform-provider-doris_v0.1.0", "LICENSE")
	f.write(fixturePrefix+platform()+".cdx.json", "{}")
	f.write(fixturePrefix+"manifest.json", "{}")
	f.sum(platform()+".zip", platform()+".cdx.json", "manifest.json")
	f.sign()
	return f
}

func (f *fixture) write(name, content string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.directory, name), []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) read(name string) string {
	f.t.Helper()
	content, err := os.ReadFile(filepath.Join(f.directory, name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(content)
}

func (f *fixture) zip(names ...string) {
	f.t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			f.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.write(fixturePrefix+platform()+".zip", b.String())
}

func (f *fixture) sum(names ...string) {
	var b strings.Builder
	for _, name := range names {
		is := sha256.Sum256([]byte(f.read(fixturePrefix + name)))
		b.WriteString(hex.EncodeToString(is[:]) + "  " + fixturePrefix + name + "\n")
	}
	f.write(fixturePrefix+"SHA256SUMS", b.String())
}

func (f *fixture) sign() {
	f.t.Helper()
	var b bytes.Buffer
	if err := openpgp.DetachSign(&b, f.entity, strings.NewReader(f.read(fixturePrefix+"SHA256SUMS")), nil); err != nil {
		f.t.Fatal(err)
	}
	f.write(fixturePrefix+"SHA256SUMS.sig", b.String())
}

func (f *fixture) check() error {
	f.t.Helper()
	var b bytes.Buffer
	w, err := armor.Encode(&b, openpgp.PublicKeyType, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.entity.Serialize(w); err != nil {
		f.t.Fatal(err)
	}
	_ = w.Close()
	return checkRelease(f.directory, "0.1.0", b.Bytes(), true)
}

func TestCheckRelease(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*fixture)
		want  string
	}{
		"good": {func(*fixture) {}, ""},
		"sums changed after they were signed": {func(f *fixture) {
			f.write(fixturePrefix+"SHA256SUMS", f.read(fixturePrefix+"SHA256SUMS")+"\n")
		}, "signature"},
		"signed by another key": {func(f *fixture) { f.entity, _ = openpgp.NewEntity("y", "", "y@example.com", quick) }, "signature"},
		"archive changed":       {func(f *fixture) { f.zip("terraform-provider-doris_v0.1.0", "LICENSE", "more") }, "sum of"},
		"manifest not summed":   {func(f *fixture) { f.sum(platform()+".zip", platform()+".cdx.json"); f.sign() }, "manifest.json"},
		"no bill of materials":  {func(f *fixture) { f.sum(platform()+".zip", "manifest.json"); f.sign() }, "cdx.json"},
		"binary of another name": {func(f *fixture) {
			f.zip("terraform-provider-doris", "LICENSE")
			f.sum(platform()+".zip", platform()+".cdx.json", "manifest.json")
			f.sign()
		}, "want"},
		"no signature": {func(f *fixture) { _ = os.Remove(filepath.Join(f.directory, fixturePrefix+"SHA256SUMS.sig")) }, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			c.spoil(f)
			err := f.check()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSameFiles(t *testing.T) {
	first, second := newFixture(t), newFixture(t)
	for _, name := range []string{"SHA256SUMS", platform() + ".zip"} { // times in a zip of the test differ
		second.write(fixturePrefix+name, first.read(fixturePrefix+name))
	}
	if n, err := sameFiles(first.directory, second.directory); err != nil || n != 5 {
		t.Errorf("got %d, %v, want 5 files: only the signatures differ", n, err)
	}
	second.write(fixturePrefix+"manifest.json", "{ }")
	if _, err := sameFiles(first.directory, second.directory); err == nil || !strings.Contains(err.Error(), "manifest.json") {
		t.Errorf("got %v, want the file that differs", err)
	}
	second.write(fixturePrefix+"more", "")
	if _, err := sameFiles(first.directory, second.directory); err == nil {
		t.Error("one file more was not noticed")
	}
}

// The targets of .goreleaser.yml are the platforms that a release is checked for, and the first configuration of README.md
// is found in it.
func TestOfThisRepository(t *testing.T) {
	text, err := os.ReadFile("../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range platforms {
		if want == "linux_arm" {
			want = "linux_arm_6"
		}
		if !strings.Contains(string(text), "      - "+want+"\n") {
			t.Errorf(".goreleaser.yml has no target %s", want)
		}
	}
	if got := len(targets.FindAllString(string(text), -1)); got != len(platforms) {
		t.Errorf(".goreleaser.yml has %d targets, want %d", got, len(platforms))
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := firstConfiguration(string(readme), "0.1.0", &standIn{doris: "127.0.0.1:1", s3: "http://127.0.0.1:2"}); err != nil {
		t.Error(err)
	}
}
