// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os/user"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/storagetest"
)

func openHDFS(t *testing.T, access objectstore.HDFSAccess) *objectstore.Bucket {
	t.Helper()
	b, err := objectstore.OpenHDFS(access, strings.Join(access.Addresses, ","))
	if err != nil {
		t.Fatal(err)
	}
	b.HurryHDFS()
	return b
}

// All on a real NameNode and DataNode, which are started once: it takes seconds.
func TestHDFS(t *testing.T) {
	address := storagetest.StartHDFS(t)
	doris := objectstore.HDFSAccess{Addresses: []string{address}, Username: "doris"}
	superuser, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	super := openHDFS(t, objectstore.HDFSAccess{Addresses: []string{address}, Username: superuser.Username})

	t.Run("operations", func(t *testing.T) {
		onRealStorage(t, openHDFS(t, doris), "hdfs://"+address+"/doris/prod").operations(20)
	})
	t.Run("the probe makes and removes no folder", func(t *testing.T) {
		b := openHDFS(t, doris)
		if err := b.Writable(t.Context(), "doris/a/b/c"); err != nil {
			t.Fatal(err)
		}
		if folders, err := b.Folders(t.Context(), "doris"); err != nil || len(folders) > 1 {
			t.Errorf("folders %q, %v", folders, err)
		}
		if err := super.MakeFolder("doris/empty"); err != nil {
			t.Fatal(err)
		}
		if err := super.Writable(t.Context(), "doris/empty"); err != nil {
			t.Fatal(err)
		}
		if folders, err := b.Folders(t.Context(), "doris"); err != nil || !strings.Contains(strings.Join(folders, " "), "empty") {
			t.Errorf("an empty folder of somebody else is gone: %q, %v", folders, err)
		}
	})
	t.Run("rights", func(t *testing.T) {
		r := onRealStorage(t, openHDFS(t, doris), "hdfs://"+address+"/doris/rights")
		file := r.snapshot(r.root, "snap", 2)
		stranger := openHDFS(t, objectstore.HDFSAccess{Addresses: []string{address}, Username: "stranger"})
		_, err := stranger.Repository("hdfs:///doris/rights", "repo").Delete(t.Context(), "snap")
		if objectstore.KindOf(err) != objectstore.Denied || !strings.Contains(err.Error(), "user stranger") {
			t.Errorf("Delete: %v (%s)", err, objectstore.KindOf(err))
		}
		if err := stranger.Writable(t.Context(), "doris/rights"); objectstore.KindOf(err) != objectstore.Denied {
			t.Errorf("Writable: %v (%s)", err, objectstore.KindOf(err))
		}
		if check, err := stranger.Repository("hdfs:///doris/rights", "repo").Verify(t.Context(), "snap", file); err != nil || check.MissingCount != 0 {
			t.Errorf("who may read may verify: %+v, %v", check, err)
		}
	})
	t.Run("a snapshot of HDFS", func(t *testing.T) {
		r := onRealStorage(t, openHDFS(t, doris), "hdfs://"+address+"/doris/kept")
		r.snapshot(r.root, "snap", 2)
		if err := super.KeepFolder("doris/kept/__palo_repository_repo/__ss_snap/__ss_content"); err != nil {
			t.Fatal(err)
		}
		_, err := r.repository.Delete(t.Context(), "snap")
		if objectstore.KindOf(err) != objectstore.Locked {
			t.Errorf("got %v (%s)", err, objectstore.KindOf(err))
		}
	})
	t.Run("many files", func(t *testing.T) {
		r := onRealStorage(t, openHDFS(t, doris), "hdfs://"+address+"/doris/many")
		const files = 1100 // more than a name node lists at a time; empty ones are made by the name node alone
		if err := r.bucket.MakeFiles(r.root+"__ss_snap/"+tablet, files); err != nil {
			t.Fatal(err)
		}
		deleted, err := r.repository.Delete(t.Context(), "snap")
		if err != nil || deleted.Objects != files {
			t.Errorf("Delete: %+v, %v", deleted, err)
		}
		if look, err := r.repository.Look(t.Context(), "snap"); err != nil || !look.Empty {
			t.Errorf("Look: %+v, %v", look, err)
		}
	})
	t.Run("one of two name nodes", func(t *testing.T) {
		b := openHDFS(t, objectstore.HDFSAccess{Addresses: []string{closedPort(t), address}, Username: "doris"})
		if _, err := b.Readable(t.Context(), "doris"); err != nil {
			t.Error(err)
		}
	})
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	return listener.Addr().String()
}

// Without a name node: nobody listens, somebody else answers, nobody answers at all, no address is known.
func TestHDFSWithoutNameNode(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	for name, test := range map[string]struct {
		address string
		want    objectstore.Kind
	}{
		"nobody listens": {closedPort(t), objectstore.Unreachable},
		"a web server":   {strings.TrimPrefix(web.URL, "http://"), objectstore.NotS3},
	} {
		b := openHDFS(t, objectstore.HDFSAccess{Addresses: []string{test.address}, Username: "doris"})
		_, readable := b.Readable(t.Context(), "doris")
		_, deleted := b.Repository("hdfs:///doris", "repo").Delete(t.Context(), "snap")
		for what, err := range map[string]error{"Readable": readable, "Delete": deleted} {
			if objectstore.KindOf(err) != test.want {
				t.Errorf("%s: %s: %v (%s), want %s", name, what, err, objectstore.KindOf(err), test.want)
			}
		}
	}
	t.Run("silence", func(t *testing.T) {
		b := openHDFS(t, objectstore.HDFSAccess{Addresses: []string{silent.Addr().String()}, Username: "doris"})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := b.Repository("hdfs:///doris", "repo").Look(ctx, "snap"); objectstore.KindOf(err) != objectstore.Stopped {
			t.Errorf("got %v (%s)", err, objectstore.KindOf(err))
		}
	})
	if _, err := objectstore.OpenHDFS(objectstore.HDFSAccess{}, "nn"); objectstore.KindOf(err) != objectstore.BadSetup {
		t.Errorf("no address: %v", err)
	}
}

// Kerberos files that cannot be read are named, and nothing is sent.
func TestHDFSKerberosFiles(t *testing.T) {
	t.Setenv("KRB5CCNAME", "FILE:/nowhere/tickets")
	configuration := t.TempDir() + "/krb5.conf"
	writeFile(t, configuration, "[libdefaults]\n default_realm = EXAMPLE.COM\n")
	for _, test := range []struct {
		access objectstore.HDFSAccess
		kind   objectstore.Kind
		names  string
	}{
		{objectstore.HDFSAccess{KerberosConfig: "/nowhere/krb5.conf"}, objectstore.BadSetup, "/nowhere/krb5.conf"},
		{objectstore.HDFSAccess{KerberosConfig: configuration, KerberosKeytab: "/nowhere/keytab"}, objectstore.BadSetup, "/nowhere/keytab"},
		{objectstore.HDFSAccess{KerberosConfig: configuration}, objectstore.NoKeys, "/nowhere/tickets"},
	} {
		test.access.Addresses, test.access.KerberosPrincipal = []string{closedPort(t)}, "terraform@EXAMPLE.COM"
		_, err := openHDFS(t, test.access).Readable(t.Context(), "doris")
		if objectstore.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.names) {
			t.Errorf("got %v (%s), want %s with %s", err, objectstore.KindOf(err), test.kind, test.names)
		}
	}
}
