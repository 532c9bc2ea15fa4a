// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScrub(t *testing.T) {
	s := &scrubber{}
	if got := s.scrub("nothing is secret yet"); got != "nothing is secret yet" {
		t.Errorf("got %q", got)
	}
	s.add(`top"secret\key`, "it's me", "top", "pa", "", "topsy", "p/w+x y")
	for _, test := range []struct{ text, want string }{
		{`plain top"secret\key.`, "plain ***."},
		{`quoted "top""secret\\key".`, `quoted "***".`},
		{`with backslashes 'top\"secret\\key'.`, `with backslashes '***'.`},
		{`single 'it''s me' or 'it\'s me'`, `single '***' or '***'`},
		{`json "top\"secret\\key"`, `json "***"`},
		{"url p%2Fw%2Bx+y and p%2Fw+x%20y", "url *** and ***"},
		{"too short to hide: pa, top; longest first: topsy", "too short to hide: pa, top; longest first: ***"},
	} {
		if got := s.scrub(test.text); got != test.want {
			t.Errorf("%q\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}

// TestNoSecretLeaves drives every way in which a text leaves the package with a server that repeats what it was sent,
// and looks for secrets in all errors and log lines.
func TestNoSecretLeaves(t *testing.T) {
	const (
		secretKey = `canary-secret"\'key`
		added     = "canary-added"
		given     = "canary-given"
		brokerKey = "canary-broker"
	)
	echo := func(sql string) fakeAnswer {
		parts := []string{sql, secretKey, added, given, brokerKey, testPassword}
		message := fmt.Sprintf("errCode = 2, detailMessage = Failed: %s; %q", strings.Join(parts, " "), parts)
		switch {
		case strings.HasPrefix(sql, "SHOW BACKUP"):
			return table("JobId SnapshotName DbName State TaskErrMsg Status", []any{"1", "l", "shop", "UPLOADING", message, message})
		case strings.HasPrefix(sql, "SHOW RESTORE"):
			return table("JobId Label DbName State TaskErrMsg Status", []any{"1", "l", "shop", "DOWNLOADING", message, message})
		case strings.HasPrefix(sql, "SHOW REPOSITORIES"):
			return table("RepoName ErrMsg", []any{"r", message})
		case strings.Contains(sql, "AND TIMESTAMP"):
			return table("Snapshot Timestamp Database Details Status", []any{"l", "t", nil, nil, message})
		case strings.HasPrefix(sql, "SHOW SNAPSHOT"):
			return table("Snapshot Timestamp Status", []any{"l", nil, "ERROR: Failed to get info: " + message})
		}
		return fakeAnswer{code: 1105, message: message}
	}
	fe := startFrontend(t, echo)
	lines := &logLines{}
	client := openClient(t, func(cfg *Config) { cfg.Log = lines.log; cfg.Secrets = []string{given} }, fe.address())
	client.AddSecrets(added, brokerKey)
	ctx := context.Background()
	spec, err := Storage{S3: &S3Storage{Endpoint: "http://x", AccessKey: "key", SecretKey: secretKey}}.Spec(Version{}, "r", "s3://b", false)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	failed := func(err error) {
		t.Helper()
		if err == nil {
			t.Error("no error")
			return
		}
		said = append(said, err.Error(), fmt.Sprintf("%+v", err))
		if answer, ok := errors.AsType[*Error](err); ok {
			said = append(said, answer.Message, answer.Statement)
		}
	}
	failed(client.CreateRepository(ctx, spec))
	failed(client.AlterRepository(ctx, "r", spec.Properties))
	failed(client.DropRepository(ctx, "r"))
	failed(client.SubmitBackup(ctx, BackupSpec{Database: "shop", Label: "l", Repository: "r"}))
	failed(client.SubmitRestore(ctx, RestoreSpec{Database: "shop", Label: "l", Repository: "r", Properties: map[string]string{"x": added}}))
	_, err = client.Cluster(ctx)
	failed(err)
	_, err = client.RepositoryDefinition(ctx, "r")
	failed(err)
	_, err = client.Snapshots(ctx, "r")
	failed(err)
	_, err = client.Snapshot(ctx, "r", "l")
	failed(err)
	_, err = client.SnapshotDetails(ctx, "r", "l", "t")
	failed(err)
	backups, err := client.BackupJobs(ctx, "shop")
	if err != nil {
		t.Fatal(err)
	}
	restores, err := client.RestoreJobs(ctx, "shop")
	if err != nil {
		t.Fatal(err)
	}
	repositories, err := client.Repositories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	said = append(said, fmt.Sprintf("%+v %+v %+v", backups, restores, repositories))
	never := make(chan struct{})
	fe.setAnswer(func(string) fakeAnswer { return fakeAnswer{until: never, cut: true} })
	interrupted, interrupt := context.WithCancel(ctx)
	interrupt()
	failed(client.CreateRepository(interrupted, spec))
	close(never)
	failed(client.CreateRepository(ctx, spec)) // the connection breaks
	fe.stop()
	failed(client.CreateRepository(ctx, spec)) // nothing listens

	log := lines.text()
	if !strings.Contains(log, "statement=CREATE REPOSITORY r") || !strings.Contains(log, "***") {
		t.Errorf("the log does not say what was asked:\n%s", log)
	}
	for _, text := range append(said, log) {
		if strings.Contains(text, "canary") {
			t.Errorf("a secret left: %s", text)
		}
	}
	if len(said) < 40 {
		t.Errorf("only %d texts were looked at", len(said))
	}
}

func TestSecretProperties(t *testing.T) {
	got := secretProperties(map[string]string{
		"s3.secret_key": "a", "AWS_SECRET_KEY": "b", "s3.session_token": "c", "AWS_TOKEN": "d", "azure.account_key": "e", "password": "f",
		"s3.access_key": "no", "dfs.block.access.token.enable": "true", "hadoop.security.token.service.use_ip": "false",
	})
	slices.Sort(got)
	if want := []string{"a", "b", "c", "d", "e", "f"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
