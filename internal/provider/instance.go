// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// planLook bounds the first look at the cluster while planning, so that a plan without a cluster ends within 15 seconds.
const planLook = 12 * time.Second

// instance is one configured provider: what Configure hands to resources, data sources, actions and lists. It lives as
// long as one Terraform operation; plan and apply are two instances in two processes.
type instance struct {
	client   *doris.Client // nil while the configuration is unknown
	runner   *job.Runner
	settings settings

	repositories openRepositories

	mu      sync.Mutex
	noted   map[string]bool // names that this plan creates (schema, principle 8)
	secrets []string

	plan  planMemory      // what the checks of a plan share
	users repositoryUsers // who names which repository

	look       sync.Once // the look at the cluster while planning
	lookResult doris.Cluster
	lookError  error
	warned     bool // the one warning about the look was given
}

// settings are the parts of the provider configuration that objects read.
type settings struct {
	username string
	poll     time.Duration       // poll_interval; 0 = the default of each wait
	objects  *objectStorageModel // access to buckets from this machine; nil = none
	unknown  []string            // arguments whose value is known only during apply
}

// instanceFrom takes the configured instance out of a ConfigureRequest; nil before Configure ran.
func instanceFrom(data any, diags *diag.Diagnostics) *instance {
	if data == nil {
		return nil
	}
	in, ok := data.(*instance)
	if !ok {
		diags.AddError("The provider was configured with something else",
			threeParts("This object was given provider data of another type.", "", "Please report this as a bug of the provider."))
	}
	return in
}

// ready reports whether statements can be sent, and says why not.
func (in *instance) ready(diags *diag.Diagnostics) bool {
	if in != nil && in.client != nil {
		return true
	}
	unknown := "the provider configuration"
	if in != nil && len(in.settings.unknown) > 0 {
		unknown = strings.Join(in.settings.unknown, ", ")
	}
	diags.AddError("The provider configuration is not known yet",
		threeParts("Doris must be asked now, but "+unknown+" is known only after something else was applied.", "",
			"Apply what the provider configuration depends on first (terraform apply -target=...), or give it known values."))
	return false
}

// known reports whether the provider configuration was known; while it is not, checks move from plan to apply.
func (in *instance) known() bool { return in != nil && in.client != nil }

// context returns ctx with every secret of this instance masked in log lines.
func (in *instance) context(ctx context.Context) context.Context {
	if in == nil {
		return ctx
	}
	in.mu.Lock()
	secrets := append([]string(nil), in.secrets...)
	in.mu.Unlock()
	return tflog.MaskLogStrings(ctx, secrets...)
}

// addSecrets keeps texts out of errors and log lines from now on.
func (in *instance) addSecrets(secrets ...string) {
	in.mu.Lock()
	for _, secret := range secrets {
		if secret != "" {
			in.secrets = append(in.secrets, secret)
		}
	}
	in.mu.Unlock()
	if in.client != nil {
		in.client.AddSecrets(secrets...)
	}
}

// noteRepository, noteDatabase and noteBackup remember that this plan creates a name: it is not missing then.
func (in *instance) noteRepository(name string)        { in.note("repository", name) }
func (in *instance) noteDatabase(name string)          { in.note("database", name) }
func (in *instance) noteBackup(repo, name string)      { in.note("backup", joinID(repo, name)) }
func (in *instance) repositoryNoted(n string) bool     { return in.isNoted("repository", n) }
func (in *instance) databaseNoted(name string) bool    { return in.isNoted("database", name) }
func (in *instance) noteRestore(database string)       { in.note("restore", database) } // tables may come
func (in *instance) restoreNoted(database string) bool { return in.isNoted("restore", database) }
func (in *instance) backupNoted(repo, name string) bool {
	return in.isNoted("backup", joinID(repo, name))
}

// noteManaged and isManaged remember names that state knows, because their refresh ran in this operation.
func (in *instance) noteManaged(kind, name string)    { in.note("managed "+kind, name) }
func (in *instance) isManaged(kind, name string) bool { return in.isNoted("managed "+kind, name) }

func (in *instance) note(kind, name string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.noted == nil {
		in.noted = map[string]bool{}
	}
	in.noted[kind+" "+name] = true
}

func (in *instance) isNoted(kind, name string) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.noted[kind+" "+name]
}

// clusterAtPlan looks at the cluster once for all ModifyPlan calls of this operation. ok is false where checks against
// the cluster cannot be made: the configuration is unknown, or no frontend answers, which is exactly one warning, or it
// refuses the login, which is exactly one error.
func (in *instance) clusterAtPlan(ctx context.Context, diags *diag.Diagnostics) (cluster doris.Cluster, ok bool) {
	if !in.known() {
		return doris.Cluster{}, false
	}
	in.look.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, planLook)
		defer cancel()
		in.lookResult, in.lookError = in.client.Cluster(ctx)
		if doris.KindOf(in.lookError) == doris.KindAccessDenied && !doris.LoginRefused(in.lookError) {
			in.lookError = nil // only the cluster's id is missing (3.0); the rest is known
		}
		if kind := doris.KindOf(in.lookError); kind == doris.KindNotMaster || kind == doris.KindConnectionLost {
			if facts, err := in.client.Facts(ctx); err == nil { // only the id is asked of the master
				facts.NoMaster = true
				in.lookResult, in.lookError = facts, nil
			}
		}
	})
	if in.lookError == nil {
		in.warnGuessedVersion(diags)
		return in.lookResult, true
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.warned {
		in.warned = true
		summary, detail := in.dorisErrorText("", in.lookError)
		if doris.LoginRefused(in.lookError) {
			diags.AddError(summary, detail) // waiting will not help
			return doris.Cluster{}, false
		}
		diags.AddWarning(summary, detail+"\n\nThe checks against the cluster move to the apply.")
	}
	return doris.Cluster{}, false
}

// warnGuessedVersion says once that a build without a number was taken for the newest line; builds of older lines are
// placed with more certainty.
func (in *instance) warnGuessedVersion(diags *diag.Diagnostics) {
	version := in.lookResult.Version
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.warned || !version.Guessed || !version.AtLeast(4, 0, 0) {
		return
	}
	in.warned = true
	diags.AddWarning("The Doris version is a guess", fmt.Sprintf(
		"The server does not say its version and is taken for Doris %s, the newest line known here. Where that is wrong, set doris_version in the provider.", version))
}
