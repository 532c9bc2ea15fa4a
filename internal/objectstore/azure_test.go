// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/storagetest"
)

func openAzure(t *testing.T, access objectstore.AzureAccess, container string) *objectstore.Bucket {
	t.Helper()
	b, err := objectstore.OpenAzure(access, container)
	if err != nil {
		t.Fatal(err)
	}
	b.HurryAzure(access)
	return b
}

func azuriteAccess(a *storagetest.Azurite) objectstore.AzureAccess {
	return objectstore.AzureAccess{Endpoint: a.Endpoint, AccountName: a.Account, AccountKey: a.Key}
}

// All on a real Azurite, which is started once: it takes seconds.
func TestAzurite(t *testing.T) {
	server := storagetest.StartAzurite(t, "backups", "pages", "folders", "kept")
	access := azuriteAccess(server)

	t.Run("operations", func(t *testing.T) {
		onRealStorage(t, openAzure(t, access, "backups"), "s3://backups/prod").operations(300) // more than one batch
	})
	t.Run("another form of location", func(t *testing.T) {
		r := openAzure(t, access, "backups").Repository("abfss://backups@devstoreaccount1.dfs.core.windows.net/prod", "repo")
		if r.Root() != "prod/__palo_repository_repo/" {
			t.Errorf("the folder is %q", r.Root())
		}
	})
	t.Run("errors", func(t *testing.T) {
		other := base64.StdEncoding.EncodeToString([]byte("canary-secret-canary-secret"))
		for name, test := range map[string]struct {
			change    func(*objectstore.AzureAccess)
			container string
			want      objectstore.Kind
		}{
			"fine":            {func(*objectstore.AzureAccess) {}, "backups", ""},
			"no container":    {func(*objectstore.AzureAccess) {}, "nowhere", objectstore.NoBucket},
			"wrong key":       {func(a *objectstore.AzureAccess) { a.AccountKey = other }, "backups", objectstore.WrongKeys},
			"another account": {func(a *objectstore.AzureAccess) { a.AccountName = "somebody" }, "backups", objectstore.WrongKeys},
		} {
			changed := access
			test.change(&changed)
			b := openAzure(t, changed, test.container)
			clock, err := b.Readable(t.Context(), "prod")
			if test.want == "" {
				if err != nil || time.Since(clock).Abs() > time.Minute {
					t.Errorf("%s: clock %s, %v", name, clock, err)
				}
				continue
			}
			_, deleted := b.Repository("s3://"+test.container+"/prod", "repo").Delete(t.Context(), "snap")
			for what, err := range map[string]error{"Readable": err, "Writable": b.Writable(t.Context(), "prod"), "Delete": deleted} {
				if objectstore.KindOf(err) != test.want {
					t.Errorf("%s: %s: %v (%s), want %s", name, what, err, objectstore.KindOf(err), test.want)
				}
				if err != nil && (strings.Contains(err.Error(), other) || strings.Contains(err.Error(), server.Key)) {
					t.Errorf("a key is in the text: %v", err)
				}
			}
		}
	})
	t.Run("folders of a hierarchical namespace", func(t *testing.T) {
		r := onRealStorage(t, openAzure(t, access, "folders"), "s3://folders/prod")
		file := r.snapshot(r.root, "snap", 3)
		for _, folder := range []string{"", "/__ss_content", "/__ss_content/__db_1"} {
			_, err := server.Client(t).NewContainerClient("folders").NewBlockBlobClient(r.root+"__ss_snap"+folder).UploadBuffer(context.Background(), nil,
				&blockblob.UploadBufferOptions{Metadata: map[string]*string{"hdi_isfolder": to.Ptr("true")}})
			if err != nil {
				t.Fatal(err)
			}
		}
		if check, err := r.repository.Verify(t.Context(), "snap", file); err != nil || check.Count != 5 || check.MissingCount != 0 {
			t.Errorf("Verify: %+v, %v", check, err)
		}
		if deleted, err := r.repository.Delete(t.Context(), "snap"); err != nil || deleted.Objects != 5 {
			t.Errorf("Delete: %+v, %v", deleted, err)
		}
		if names, err := r.bucket.Folders(t.Context(), r.root); err != nil || len(names) != 0 {
			t.Errorf("folders are left: %q, %v", names, err)
		}
		left := server.Client(t).NewContainerClient("folders").NewListBlobsFlatPager(nil)
		for left.More() {
			page, err := left.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Segment.BlobItems {
				t.Errorf("left: %s", *item.Name)
			}
		}
	})
	t.Run("a blob that a snapshot keeps", func(t *testing.T) {
		r := onRealStorage(t, openAzure(t, access, "kept"), "s3://kept/prod")
		file := r.snapshot(r.root, "snap", 1)
		if _, err := server.Client(t).NewContainerClient("kept").NewBlobClient(file.Key).CreateSnapshot(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		_, err := r.repository.Delete(t.Context(), "snap")
		if objectstore.KindOf(err) != objectstore.Locked {
			t.Errorf("got %v (%s)", err, objectstore.KindOf(err))
		}
	})
	t.Run("pages", func(t *testing.T) {
		b := openAzure(t, access, "pages")
		b.AzurePage(7)
		r := onRealStorage(t, b, "s3://pages/")
		file := r.snapshot(r.root, "snap", 30)
		if check, err := r.repository.Verify(t.Context(), "snap", file); err != nil || check.Count != 32 {
			t.Errorf("Verify: %+v, %v", check, err)
		}
		if deleted, err := r.repository.Delete(t.Context(), "snap"); err != nil || deleted.Objects != 32 {
			t.Errorf("Delete: %+v, %v", deleted, err)
		}
	})
	t.Run("soft delete", func(t *testing.T) {
		if b := openAzure(t, access, "backups"); b.Versioned(t.Context()) {
			t.Error("soft delete is said to be on")
		}
		_, err := server.Client(t).SetProperties(t.Context(), &service.SetPropertiesOptions{
			DeleteRetentionPolicy: &service.RetentionPolicy{Enabled: to.Ptr(true), Days: to.Ptr[int32](7)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if b := openAzure(t, access, "backups"); !b.Versioned(t.Context()) {
			t.Error("soft delete is not seen")
		}
	})
}

// What Azure answers and Azurite does not: each code is a kind, in Azure's own words and without the numbers of the request.
func TestAzureAnswers(t *testing.T) {
	key := base64.StdEncoding.EncodeToString([]byte("canary-secret"))
	for name, test := range map[string]struct {
		status int
		body   string
		want   objectstore.Kind
		words  string
	}{
		"firewall":           {403, azureBody("AuthorizationFailure", "This request is not authorized to perform this operation."), objectstore.Denied, "not authorized to perform this operation"},
		"role is missing":    {403, azureBody("AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission."), objectstore.Denied, "using this permission"},
		"keys are forbidden": {403, azureBody("KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account."), objectstore.WrongKeys, "Key based"},
		"clock": {403, `<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.` + "\nRequestId:1\nTime:2</Message>" +
			`<AuthenticationErrorDetail>Request date header too old: 'Mon, 30 Nov 2026 10:00:00 GMT'</AuthenticationErrorDetail></Error>`, objectstore.ClockSkew, "too old"},
		"wrong key":   {403, azureBody("AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."), objectstore.WrongKeys, "failed to authenticate"},
		"container":   {404, azureBody("ContainerNotFound", "The specified container does not exist."), objectstore.NoBucket, "container does not exist"},
		"busy":        {503, azureBody("ServerBusy", "The server is busy."), objectstore.Throttled, "busy"},
		"immutable":   {409, azureBody("BlobImmutableDueToPolicy", "This operation is not permitted as the blob is immutable due to a policy."), objectstore.Locked, "immutable"},
		"a console":   {200, "<!doctype html><html></html>", objectstore.NotS3, "not that of Azure"},
		"a proxy":     {404, "<html>nginx</html>", objectstore.NotS3, "no further words"},
		"nothing":     {200, "", objectstore.NotS3, "not that of Azure"},
		"bad gateway": {502, "<html></html>", objectstore.Throttled, "no further words"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if _, code, ok := strings.Cut(test.body, "<Code>"); ok {
					code, _, _ = strings.Cut(code, "<")
					w.Header().Set("X-Ms-Error-Code", code)
				}
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(test.status)
				_, _ = fmt.Fprint(w, test.body)
			}))
			defer server.Close()
			access := objectstore.AzureAccess{Endpoint: server.URL + "/acme", AccountName: "acme", AccountKey: key}
			b := openAzure(t, access, "backups")
			repository := b.Repository("s3://backups/p", "repo")
			_, readable := b.Readable(t.Context(), "p")
			_, folders := b.Folders(t.Context(), "p")
			_, look := repository.Look(t.Context(), "snap")
			_, deleted := repository.Delete(t.Context(), "snap")
			for what, err := range map[string]error{"Readable": readable, "Folders": folders, "Look": look, "Delete": deleted} {
				if objectstore.KindOf(err) != test.want || !strings.Contains(err.Error(), test.words) || strings.Contains(err.Error(), "RequestId") || strings.Contains(err.Error(), "canary") {
					t.Errorf("%s: %v (%s), want %s", what, err, objectstore.KindOf(err), test.want)
				}
			}
		})
	}
}

func azureBody(code, message string) string {
	return `<?xml version="1.0" encoding="utf-8"?><Error><Code>` + code + `</Code><Message>` + message + "\nRequestId:8b2f\nTime:2026-11-30T10:00:00Z</Message></Error>"
}

func TestAzureWithoutAnswer(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	key := base64.StdEncoding.EncodeToString([]byte("canary-secret"))
	b := openAzure(t, objectstore.AzureAccess{Endpoint: server.URL, AccountName: "acme", AccountKey: key}, "backups")
	if _, err := b.Readable(t.Context(), ""); objectstore.KindOf(err) != objectstore.Unreachable || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v (%s)", err, objectstore.KindOf(err))
	}
	_, err := objectstore.OpenAzure(objectstore.AzureAccess{AccountName: "acme", AccountKey: "canary secret!"}, "backups")
	if objectstore.KindOf(err) != objectstore.WrongKeys || strings.Contains(err.Error(), "canary") {
		t.Errorf("a key that is not base64: %v (%s)", err, objectstore.KindOf(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Repository("s3://backups/p", "repo").Look(ctx, "snap"); objectstore.KindOf(err) != objectstore.Stopped {
		t.Errorf("an interrupted request: %v (%s)", err, objectstore.KindOf(err))
	}
}
