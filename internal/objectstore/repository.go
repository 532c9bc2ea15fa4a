// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// What Doris takes as names (DORIS.md "Names", every version): nothing that could lead out of a folder.
var (
	labelPattern      = regexp.MustCompile(`^[-_:\p{L}\p{M}\p{N}]{1,256}$`)
	repositoryPattern = regexp.MustCompile(`^[a-zA-Z\p{L}][-_a-zA-Z0-9\p{L}]{0,255}$`)
	timestampPattern  = regexp.MustCompile(`^\d{4}(-\d{2}){5}$`)
	checksumPattern   = regexp.MustCompile(`^[0-9a-f]{32}$`)
)

// Repository is the folder of one repository: <prefix>/__palo_repository_<name>/. Its methods send requests below it
// only; names that Doris would not take are refused with an Error of kind BadName.
type Repository struct {
	bucket *Bucket
	root   string // key of the folder, with a slash at its end; "" when location or name are refused
}

// Repository is the folder of the repository at location, such as s3://bucket/path, whose bucket is this one. Several
// slashes count as one, as they do for Doris (DORIS.md "CREATE REPOSITORY").
func (b *Bucket) Repository(location, name string) *Repository {
	_, rest, _ := strings.Cut(location, "://")
	if b.kind == HDFS { // the host in front is that of the file system, which has no buckets
		_, rest, _ = strings.Cut(rest, "/")
		rest = b.name + "/" + rest
	}
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '/' })
	r := &Repository{bucket: b}
	if len(parts) > 0 && b.kind == Azure { // abfss://container@account.dfs.core.windows.net/path
		parts[0], _, _ = strings.Cut(parts[0], "@")
	}
	if len(parts) == 0 || parts[0] != b.name || !repositoryPattern.MatchString(name) {
		return r
	}
	for _, part := range parts[1:] {
		if part == "." || part == ".." {
			return r
		}
	}
	r.root = strings.Join(append(parts[1:], doris.RepositoryFolder+name), "/") + "/"
	return r
}

// Root is the folder's key in the bucket, with a slash at its end.
func (r *Repository) Root() string { return r.root }

// Bucket is the name of the bucket.
func (r *Repository) Bucket() string { return r.bucket.name }

// folder is the key of a snapshot's folder. The slash at its end keeps the label "a" apart from "a_b".
func (r *Repository) folder(label string) (string, error) {
	if r.root == "" || !labelPattern.MatchString(label) {
		return "", &Error{Kind: BadName, Operation: "name", Bucket: r.bucket.name, Storage: r.bucket.kind, Message: "the name of the repository or of the snapshot cannot be a folder's"}
	}
	return r.root + doris.SnapshotFolder + label + "/", nil
}

// Readable asks for one name in the folder: whether the bucket is there, the keys are right and listing is allowed.
func (r *Repository) Readable(ctx context.Context) error {
	if _, err := r.folder("x"); err != nil {
		return err
	}
	_, err := r.bucket.Readable(ctx, r.root)
	return err
}

// InfoFile is one file that makes a snapshot complete.
type InfoFile struct {
	Timestamp string // yyyy-MM-dd-HH-mm-ss, as RESTORE wants it
	MD5       string // of its content
	Key       string
	Modified  time.Time
}

// Look is what lies directly in a snapshot's folder.
type Look struct {
	Empty   bool       // there is nothing at all, also not below
	Infos   []InfoFile // one = complete; none = unfinished; several = twins, of which none can be restored
	Metas   []string   // keys of the meta files
	Content bool       // there are files of tablets
	Others  []string   // other files, such as temporary ones of a broker; names without their folder
}

// Look lists what lies directly in a snapshot's folder: its info and meta files, not its content. One request.
func (r *Repository) Look(ctx context.Context, label string) (Look, error) {
	look := Look{Empty: true}
	folder, err := r.folder(label)
	if err != nil {
		return look, err
	}
	err = r.bucket.work.list(ctx, folder, true, func(p *page) error {
		for _, one := range p.objects {
			look.Empty = false
			look.add(folder, one.key, one.modified)
		}
		for _, below := range p.folders {
			look.Empty = false
			if below == folder+doris.ContentFolder+"/" {
				look.Content = true
			}
		}
		return nil
	})
	return look, err
}

func (l *Look) add(folder, key string, modified time.Time) {
	name := strings.TrimPrefix(key, folder)
	stem, md5 := splitChecksum(name)
	timestamp, isInfo := strings.CutPrefix(stem, doris.InfoFile)
	switch {
	case isInfo && timestampPattern.MatchString(timestamp):
		l.Infos = append(l.Infos, InfoFile{Timestamp: timestamp, MD5: md5, Key: key, Modified: modified})
	case stem == doris.MetaFile:
		l.Metas = append(l.Metas, key)
	default:
		l.Others = append(l.Others, name)
	}
}

// Newest is when something below a snapshot's folder was last written; zero when there is nothing. It lists all of it.
func (r *Repository) Newest(ctx context.Context, label string) (time.Time, error) {
	var newest time.Time
	folder, err := r.folder(label)
	if err != nil {
		return newest, err
	}
	err = r.bucket.work.list(ctx, folder, false, func(p *page) error {
		for _, one := range p.objects {
			if one.modified.After(newest) {
				newest = one.modified
			}
		}
		return nil
	})
	return newest, err
}

// splitChecksum takes name.<md5> apart; both are empty when there is no MD5 at the end.
func splitChecksum(file string) (name, md5 string) {
	dot := strings.LastIndexByte(file, '.')
	if dot < 0 || !checksumPattern.MatchString(file[dot+1:]) {
		return "", ""
	}
	return file[:dot], file[dot+1:]
}
