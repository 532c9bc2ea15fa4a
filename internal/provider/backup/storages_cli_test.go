// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/storagetest"
)

// journeyStorage is a storage that a whole journey runs on.
type journeyStorage struct {
	access     string // object_storage of the provider
	repository []string
	left       func(t *testing.T) []string // files below the repository, but for __repo_info
}

// journeyStorages are the storages, each started for its journey; what is not installed here is skipped.
var journeyStorages = map[string]func(t *testing.T) journeyStorage{
	"s3":     func(t *testing.T) journeyStorage { return mannered(t, nil) },
	"google": func(t *testing.T) journeyStorage { return mannered(t, dorissim.S3Google) },
	"azure": func(t *testing.T) journeyStorage {
		server := storagetest.StartAzurite(t, "backups")
		bucket, err := objectstore.OpenAzure(objectstore.AzureAccess{Endpoint: server.Endpoint, AccountName: server.Account, AccountKey: server.Key}, "backups")
		if err != nil {
			t.Fatal(err)
		}
		return journeyStorage{
			access: fmt.Sprintf("object_storage = {\n    azure = {\n      endpoint    = %q\n      account_key = %q\n    }\n  }", server.Endpoint, server.Key),
			repository: []string{`location = "s3://backups/prod"`, fmt.Sprintf("azure = {\n    account_name           = %q\n    endpoint               = %q\n    account_key_wo         = %q\n    account_key_wo_version = 1\n  }",
				server.Account, server.Endpoint, server.Key)},
			left: filesBelow(bucket, "prod/"),
		}
	},
	"hdfs": func(t *testing.T) journeyStorage {
		address := storagetest.StartHDFS(t)
		bucket, err := objectstore.OpenHDFS(objectstore.HDFSAccess{Addresses: []string{address}, Username: "doris"}, address)
		if err != nil {
			t.Fatal(err)
		}
		return journeyStorage{
			access:     "object_storage = {}",
			repository: []string{fmt.Sprintf(`location = "hdfs://%s/doris/prod"`, address), fmt.Sprintf("hdfs = {\n    default_fs = \"hdfs://%s\"\n    username   = \"doris\"\n  }", address)},
			left:       filesBelow(bucket, "doris/prod/"),
		}
	},
}

func mannered(t *testing.T, manner *dorissim.S3Manner) journeyStorage {
	t.Helper()
	server, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.Behave(manner)
	return journeyStorage{
		access: fmt.Sprintf("object_storage = {\n    access_key = %q\n    secret_key = %q\n  }", server.AccessKey(), server.SecretKey()),
		repository: []string{`location = "s3://backups/prod"`, fmt.Sprintf("s3 = {\n    endpoint              = %q\n    region                = \"us-east-1\"\n    use_path_style        = true\n    access_key            = %q\n    secret_key_wo         = %q\n    secret_key_wo_version = 1\n  }",
			server.Endpoint(), server.AccessKey(), server.SecretKey())},
		left: func(*testing.T) []string { return server.Objects("backups", "prod/") },
	}
}

func filesBelow(bucket *objectstore.Bucket, prefix string) func(t *testing.T) []string {
	return func(t *testing.T) []string {
		t.Helper()
		files, err := bucket.Files(t.Context(), prefix)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, file := range files {
			keys = append(keys, file.Key)
		}
		return keys
	}
}

// A whole journey on each storage: a repository, two nights of a series with pruning, a snapshot whose files are verified, a
// restore of it, and a destroy that deletes everything but __repo_info.
func TestAccStorageJourneys(t *testing.T) {
	var passed atomic.Int64
	t.Run("on", func(t *testing.T) {
		for name, start := range journeyStorages {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if acctest.Real() {
					t.Skip("a real Doris reaches no storage that this test starts")
				}
				if os.Getenv("TF_ACC") == "" {
					t.Skip("acceptance tests run a real CLI: set TF_ACC=1, as make testacc does")
				}
				storageJourney(t, start(t))
				passed.Add(1)
			})
		}
	})
	fmt.Printf("storages: %d of %d journeys\n", passed.Load(), len(journeyStorages))
}

func storageJourney(t *testing.T, storage journeyStorage) {
	t.Helper()
	c := acctest.NewCluster(t)
	shop := acctest.SeedShop(t, c)
	sim := c.Sim(t)
	base := c.Provider(storage.access) +
		providertest.ResourceHCL("doris_repository", "main", append([]string{fmt.Sprintf("name = %q", c.Name("repo"))}, storage.repository...)...)
	series := providertest.ResourceHCL("doris_backup_series", "s", "repository = doris_repository.main.name", fmt.Sprintf("database = %q", shop.Database),
		`name_prefix = "nightly_"`, `on_destroy = "delete"`, "retention {\n    keep_last = 1\n  }")
	tf := providertest.NewCLI(t, base+series)
	providertest.WantSaid(t, tf.Apply(), "Apply complete! Resources: 2 added, 0 changed, 0 destroyed.")
	first := len(storage.left(t))
	if first < 4 {
		t.Fatalf("the storage holds %q", storage.left(t))
	}

	// The second night prunes the first one.
	sim.SetClock(24 * time.Hour)
	copied := c.Name("copy")
	tf.Configure(base + series + "data \"doris_snapshot\" \"newest\" {\n  repository   = doris_backup_series.s.repository\n  name         = doris_backup_series.s.latest.name\n  verify_files = true\n}\n" +
		providertest.ResourceHCL("doris_restore", "copy", "repository = doris_repository.main.name", "snapshot = data.doris_snapshot.newest.name",
			fmt.Sprintf("database = %q", copied), "create_database = true", "replication_num = 1", `on_destroy = "drop_database"`) +
		"output \"missing\" {\n  value = length(data.doris_snapshot.newest.files.missing)\n}\noutput \"files\" {\n  value = data.doris_snapshot.newest.files.count\n}\n")
	output := tf.Apply()
	providertest.WantSaid(t, output, "1 added, 1 changed, 0 destroyed")
	providertest.WantSaid(t, output, "missing = 0")
	if left := storage.left(t); len(left) != first {
		t.Errorf("after the second night the storage holds %d files, %d after the first: %q", len(left), first, left)
	}
	providertest.WantSaid(t, wantCode(t, tf, 0, "plan", "-detailed-exitcode"), "No changes.")

	tf.Destroy()
	for _, key := range storage.left(t) {
		if !strings.HasSuffix(key, "/__repo_info") {
			t.Errorf("left: %s", key)
		}
	}
}
