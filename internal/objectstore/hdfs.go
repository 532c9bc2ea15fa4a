// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/colinmarc/hdfs/v2"
)

// HDFSAccess says how this machine reaches a file system of Hadoop: by its own protocol, as the user or with Kerberos.
type HDFSAccess struct {
	Addresses []string // name nodes, host:port; with several, the active one is found
	Username  string   // of simple authentication; "" = HADOOP_USER_NAME, then hadoop
	// Kerberos: used where the principal is set.
	KerberosPrincipal string // of this machine, such as terraform@EXAMPLE.COM
	KerberosKeytab    string // path of a file on this machine; "" = the tickets of kinit
	KerberosConfig    string // path; "" = KRB5_CONFIG, then /etc/krb5.conf
	NameNodePrincipal string // dfs.namenode.kerberos.principal; "" = nn/_HOST
	Protection        string // dfs.data.transfer.protection: authentication, integrity or privacy
}

// hdfsPage is how many entries of a folder are read at a time, as many as a name node gives.
const hdfsPage = 1000

// hdfsStorage is a file system of Hadoop. Keys are paths without the slash in front.
type hdfsStorage struct {
	name       string
	access     HDFSAccess
	connection *hdfsConnection
}

// OpenHDFS prepares access to a file system; it sends nothing. name is what messages call it: the host of its location.
func OpenHDFS(access HDFSAccess, name string) (*Bucket, error) {
	if len(access.Addresses) == 0 {
		return nil, &Error{Kind: BadSetup, Operation: "open", Bucket: name, Storage: HDFS, Message: "no address of a name node is known"}
	}
	if access.Username == "" {
		access.Username = os.Getenv("HADOOP_USER_NAME")
	}
	if access.Username == "" {
		access.Username = "hadoop" // as Doris without hadoop.username
	}
	looks := &hdfsStorage{name: name, access: access, connection: newHDFSConnection(access, answerTimeout, 1, 0)}
	work := &hdfsStorage{name: name, access: access, connection: newHDFSConnection(access, workAnswer, workAttempts, time.Second)}
	return &Bucket{name: name, kind: HDFS, looks: looks, work: work}, nil
}

// do runs a request; what it does it may do again when the name node changes.
func (s *hdfsStorage) do(ctx context.Context, operation, key string, request func(*hdfs.Client) error) error {
	err := s.connection.do(ctx, request)
	if err == nil {
		return nil
	}
	return s.explain(ctx, operation, key, err)
}

// fetch runs a request that answers something. A request outlives its context when the name node is silent, so it hands its
// answer over instead of writing where nobody waits any more.
func fetch[T any](ctx context.Context, s *hdfsStorage, operation, key string, request func(*hdfs.Client) (T, error)) (answer T, err error) {
	answers := make(chan T, 1)
	err = s.do(ctx, operation, key, func(c *hdfs.Client) error {
		given, err := request(c)
		if err == nil {
			answers <- given
		}
		return err
	})
	if err != nil {
		return answer, err
	}
	return <-answers, nil
}

// absolute is the path of a key.
func absolute(key string) string { return "/" + strings.TrimSuffix(key, "/") }

func (s *hdfsStorage) list(ctx context.Context, prefix string, flat bool, each func(*page) error) error {
	at := strings.LastIndexByte(prefix, '/') + 1
	p := &page{}
	err := s.walk(ctx, prefix[:at], prefix[at:], flat, func(one object, isFolder bool) error {
		if isFolder {
			p.folders = append(p.folders, one.key)
			return nil
		}
		p.objects = append(p.objects, one)
		if len(p.objects) < hdfsPage {
			return nil
		}
		full := p
		p = &page{}
		return each(full)
	})
	if err != nil || len(p.objects)+len(p.folders) == 0 {
		return err
	}
	return each(p)
}

// walk visits what lies in a folder and begins with front; the files below first, or, flat, the folders as such.
func (s *hdfsStorage) walk(ctx context.Context, folder, front string, flat bool, each func(one object, isFolder bool) error) error {
	return s.entries(ctx, folder, func(entries []os.FileInfo) error {
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), front) {
				continue
			}
			one := object{key: folder + entry.Name(), size: entry.Size(), modified: entry.ModTime()}
			var err error
			switch {
			case !entry.IsDir():
				err = each(one, false)
			case flat:
				one.key += "/"
				err = each(one, true)
			default:
				err = s.walk(ctx, one.key+"/", "", false, each)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// entries reads a folder part by part; one that is not there is empty.
func (s *hdfsStorage) entries(ctx context.Context, folder string, each func([]os.FileInfo) error) error {
	stop, err := s.connection.hold(ctx) // the reader belongs to one client
	if err != nil {
		return s.explain(ctx, "list", folder, err)
	}
	defer stop()
	reader, err := fetch(ctx, s, "list", folder, func(c *hdfs.Client) (*hdfs.FileReader, error) { return c.Open(absolute(folder)) })
	if KindOf(err) == NoObject {
		return nil
	}
	if err != nil {
		return err
	}
	if !reader.Stat().IsDir() { // a file, which has nothing below; of a folder there is nothing to close
		return reader.Close()
	}
	for {
		part, err := fetch(ctx, s, "list", folder, func(*hdfs.Client) ([]os.FileInfo, error) {
			part, err := reader.Readdir(hdfsPage)
			if err == io.EOF { //nolint:errorlint // a connection that ends gives it wrapped
				return nil, nil
			}
			return part, err
		})
		if err == nil && part == nil || KindOf(err) == NoObject {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(part); err != nil {
			return err
		}
	}
}

// look asks for the folder; name nodes do not tell their clock.
func (s *hdfsStorage) look(ctx context.Context, prefix string) (time.Time, error) {
	err := s.do(ctx, "list", prefix, func(c *hdfs.Client) error {
		reader, err := c.Open(absolute(prefix))
		if errors.Is(err, os.ErrNotExist) {
			_, err = c.Stat("/")
			return err
		}
		if err != nil {
			return err
		}
		_, err = reader.Readdir(1)
		if err == io.EOF { //nolint:errorlint // a connection that ends gives it wrapped
			return nil
		}
		return err
	})
	return time.Time{}, err
}

func (s *hdfsStorage) stat(ctx context.Context, key string) (object, error) {
	info, err := fetch(ctx, s, "read", key, func(c *hdfs.Client) (os.FileInfo, error) { return c.Stat(absolute(key)) })
	if err != nil {
		return object{key: key}, err
	}
	return object{key: key, size: info.Size(), modified: info.ModTime()}, nil
}

func (s *hdfsStorage) open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	stop, err := s.connection.hold(ctx)
	if err != nil {
		return nil, 0, s.explain(ctx, "read", key, err)
	}
	reader, err := fetch(ctx, s, "read", key, func(c *hdfs.Client) (*hdfs.FileReader, error) { return c.Open(absolute(key)) })
	if err != nil {
		stop()
		return nil, 0, err
	}
	return explained{held{reader, stop}, func(err error) error { return s.explain(ctx, "read", key, err) }}, reader.Stat().Size(), nil
}

// held lets go of the client when a file is closed.
type held struct {
	io.ReadCloser
	stop func()
}

// Close closes the file.
func (h held) Close() error {
	defer h.stop()
	return h.ReadCloser.Close()
}

// write makes the folders that are missing, and writes over what is there.
func (s *hdfsStorage) write(ctx context.Context, key string, content io.ReadSeeker) error {
	return s.do(ctx, "write", key, func(c *hdfs.Client) error {
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := c.MkdirAll(path.Dir(absolute(key)), 0o755); err != nil {
			return err
		}
		return s.put(c, absolute(key), content)
	})
}

func (s *hdfsStorage) put(c *hdfs.Client, at string, content io.Reader) error {
	if err := c.Remove(at); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	file, err := c.Create(at)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	closed := file.Close()
	for deadline := time.Now().Add(workAnswer); hdfs.IsErrReplicating(closed) && time.Now().Before(deadline); closed = file.Close() {
		time.Sleep(50 * time.Millisecond) // data nodes have not told the name node yet; nothing tells when they have
	}
	return errors.Join(err, closed)
}

// probe writes in the deepest folder of the prefix that is there, so that no folder is made: whoever made the ones that are
// there gave them their rights.
func (s *hdfsStorage) probe(ctx context.Context, prefix string) error {
	at := absolute(prefix)
	err := s.do(ctx, "write", prefix, func(c *hdfs.Client) error {
		for at != "/" {
			_, err := c.Stat(at)
			if err == nil {
				break
			}
			if !errors.Is(err, os.ErrNotExist) {
				return err
			}
			at = path.Dir(at)
		}
		return s.put(c, path.Join(at, probeName), strings.NewReader(""))
	})
	if err != nil {
		return err
	}
	return s.do(ctx, "delete", prefix, func(c *hdfs.Client) error { return c.Remove(path.Join(at, probeName)) })
}

func (s *hdfsStorage) deleteOne(ctx context.Context, key string) (bool, error) {
	return false, s.do(ctx, "delete", key, func(c *hdfs.Client) error { return c.Remove(absolute(key)) })
}

// deleteBatch: a name node deletes folders with one request and files one by one.
func (s *hdfsStorage) deleteBatch(context.Context, []string) ([]deletedFile, error) {
	return nil, errNoBatches
}

// tidy removes the empty folders of a prefix, the deepest first. A folder that somebody writes to stays.
func (s *hdfsStorage) tidy(ctx context.Context, prefix string) error {
	folders := []string{prefix}
	for i := 0; i < len(folders); i++ {
		err := s.entries(ctx, folders[i], func(entries []os.FileInfo) error {
			for _, entry := range entries {
				if entry.IsDir() {
					folders = append(folders, folders[i]+entry.Name()+"/")
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, folder := range slices.Backward(folders) {
		err := s.do(ctx, "delete", folder, func(c *hdfs.Client) error {
			err := c.Remove(absolute(folder))
			if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTEMPTY) {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keepsVersions: snapshots of HDFS keep what is deleted, and only administrators may ask for them.
func (s *hdfsStorage) keepsVersions(context.Context) bool { return false }
