// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// repositoriesOf is the resource on a stand-in, and the statement that registers the repository "r" there.
func repositoriesOf(t *testing.T) (r *repositoryResource, sim *dorissim.Server, create string) {
	t.Helper()
	store, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	sim, err = dorissim.Start(dorissim.Options{Tick: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	client, err := doris.Open(doris.Config{Endpoints: []string{sim.Addr()}, Username: "root"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	create = fmt.Sprintf("CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://backups/r\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		store.Endpoint(), store.AccessKey(), store.SecretKey())
	return &repositoryResource{instance: &instance.Instance{Client: client, Settings: instance.Settings{Poll: 5 * time.Millisecond}}}, sim, create
}

// Behind one address of several frontends, the one that answers may not know yet what another one has created.
func TestRegisteredOnAnotherFrontend(t *testing.T) {
	t.Parallel()
	r, sim, create := repositoriesOf(t)
	late := sim.HoldAnswer("SHOW REPOSITORIES")
	go func() {
		<-late.Reached // an answer without the repository is on its way
		if err := sim.Exec(create); err != nil {
			t.Error(err)
		}
		late.Release()
	}()
	if row, err := r.registered(t.Context(), "r"); err != nil || row == nil {
		t.Errorf("got %v, %v", row, err)
	}
}

// Who is interrupted before the repository shows up is told that it is there, and not that somebody dropped it.
func TestInterruptedBeforeItIsRegisteredEverywhere(t *testing.T) {
	t.Parallel()
	r, sim, create := repositoriesOf(t)
	if err := sim.Exec(create); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if row, err := r.registered(ctx, "another"); row != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", row, err)
	}
	var diags diag.Diagnostics
	r.addCreateUnknown(ctx, &diags, doris.RepositorySpec{Name: "r"}, time.Minute, ctx.Err())
	if len(diags) != 1 || !strings.Contains(diags[0].Detail(), "CREATE REPOSITORY r was sent, but the apply was interrupted. It is registered now") {
		t.Errorf("%v", diags)
	}
}

// ALTER REPOSITORY needs the lock that a submission holds for as long as it lists the repository.
func TestAlterWaitsForSubmissions(t *testing.T) {
	t.Parallel()
	r, sim, create := repositoriesOf(t)
	if err := sim.Exec(create); err != nil {
		t.Fatal(err)
	}
	const busy = "Another backup or restore job is being submitted. Please wait and try again"
	change := map[string]string{"s3.connection.maximum": "7"}
	sim.FailStatement("ALTER REPOSITORY", busy, 3)
	if err := r.alter(t.Context(), "r", change); err != nil {
		t.Error(err)
	}
	sim.FailStatement("ALTER REPOSITORY", busy, 1_000_000)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := r.alter(ctx, "r", change)
	var diags diag.Diagnostics
	r.addAlterError(&diags, "r", err)
	if len(diags) != 1 || doris.KindOf(err) == doris.KindSubmissionBusy && diags[0].Summary() != "Doris is busy with other submissions" {
		t.Errorf("%v: %v", err, diags)
	}
	if kind := doris.KindOf(err); kind != doris.KindSubmissionBusy && kind != doris.KindConnectionLost { // cut off while it was on its way
		t.Errorf("got %v", err)
	}
}

// A frontend that has lost its master has done nothing: the statement is sent again until there is one.
func TestRepositoryWaitsForAMaster(t *testing.T) {
	t.Parallel()
	r, sim, create := repositoriesOf(t)
	if err := sim.Exec(create); err != nil {
		t.Fatal(err)
	}
	const none = "Node catalog is not ready, please wait for a while."
	sim.FailStatement("ALTER REPOSITORY", none, 2)
	if err := r.alter(t.Context(), "r", map[string]string{"s3.connection.maximum": "7"}); err != nil {
		t.Error(err)
	}
	sim.FailStatement("DROP REPOSITORY", none, 2)
	var diags diag.Diagnostics
	if !r.unregister(t.Context(), "r", time.Minute, &diags) {
		t.Error(diags)
	}
	sim.FailStatement("DROP REPOSITORY", none, 1_000_000)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if r.unregister(ctx, "r", time.Minute, &diags) || len(diags) != 1 || diags[0].Summary() != "Doris has no master frontend" {
		t.Error(diags)
	}
}
