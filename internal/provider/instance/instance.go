// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package instance is one configured provider: the client, what a plan remembers, and what all objects ask of the cluster.
package instance

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// PlanLook bounds the first look at the cluster while planning, so that a plan without a cluster ends within 15 seconds.
const PlanLook = 12 * time.Second

// Instance is one configured provider: what Configure hands to resources, data sources, actions and lists. It lives as
// long as one Terraform operation; plan and apply are two instances in two processes.
type Instance struct {
	Client   *doris.Client // nil while the configuration is unknown
	Runner   *job.Runner
	Settings Settings

	repositories openRepositories

	mu      sync.Mutex
	noted   map[string]bool // Names that this plan creates (schema, principle 8)
	Secrets []string

	Plan  planMemory      // what the checks of a plan share
	users repositoryUsers // who names which repository

	look       sync.Once // the look at the cluster while planning
	lookResult doris.Cluster
	lookError  error
	warned     bool // the one warning about the look was given
}

// Settings are the parts of the provider configuration that objects read.
type Settings struct {
	Username string
	Poll     time.Duration       // poll_interval; 0 = the default of each wait
	Objects  *ObjectStorageModel // access to buckets from this machine; nil = none
	Unknown  []string            // arguments whose value is known only during apply
}

// From takes the configured instance out of a ConfigureRequest; nil before Configure ran.
func From(data any, diags *diag.Diagnostics) *Instance {
	if data == nil {
		return nil
	}
	in, ok := data.(*Instance)
	if !ok {
		diags.AddError("The provider was configured with something else",
			explain.ThreeParts("This object was given provider data of another type.", "", "Please report this as a bug of the provider."))
	}
	return in
}

// Ready reports whether statements can be sent, and says why not.
func (in *Instance) Ready(diags *diag.Diagnostics) bool {
	if in != nil && in.Client != nil {
		return true
	}
	unknown := "the provider configuration"
	if in != nil && len(in.Settings.Unknown) > 0 {
		unknown = strings.Join(in.Settings.Unknown, ", ")
	}
	diags.AddError("The provider configuration is not known yet",
		explain.ThreeParts("Doris must be asked now, but "+unknown+" is known only after something else was applied.", "",
			"Apply what the provider configuration depends on first (terraform apply -target=...), or give it known values."))
	return false
}

// Known reports whether the provider configuration was known; while it is not, checks move from plan to apply.
func (in *Instance) Known() bool { return in != nil && in.Client != nil }

// Context returns ctx with every secret of this instance masked in log lines.
func (in *Instance) Context(ctx context.Context) context.Context {
	if in == nil {
		return ctx
	}
	in.mu.Lock()
	secrets := append([]string(nil), in.Secrets...)
	in.mu.Unlock()
	return tflog.MaskLogStrings(ctx, secrets...)
}

// AddSecrets keeps texts out of errors and log lines from now on.
func (in *Instance) AddSecrets(secrets ...string) {
	in.mu.Lock()
	for _, secret := range secrets {
		if secret != "" {
			in.Secrets = append(in.Secrets, secret)
		}
	}
	in.mu.Unlock()
	if in.Client != nil {
		in.Client.AddSecrets(secrets...)
	}
}

// ClusterAtPlan looks at the cluster once for all ModifyPlan calls of this operation. ok is false where checks against
// the cluster cannot be made: the configuration is unknown, or no frontend answers, which is exactly one warning, or it
// refuses the login, which is exactly one error.
func (in *Instance) ClusterAtPlan(ctx context.Context, diags *diag.Diagnostics) (cluster doris.Cluster, ok bool) {
	if !in.Known() {
		return doris.Cluster{}, false
	}
	in.look.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, PlanLook)
		defer cancel()
		in.lookResult, in.lookError = in.Client.Cluster(ctx)
		if doris.KindOf(in.lookError) == doris.KindAccessDenied && !doris.LoginRefused(in.lookError) {
			in.lookError = nil // only the cluster's id is missing (3.0); the rest is known
		}
		if kind := doris.KindOf(in.lookError); kind == doris.KindNotMaster || kind == doris.KindConnectionLost {
			if facts, err := in.Client.Facts(ctx); err == nil { // only the id is asked of the master
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
		summary, detail := in.Explain().DorisError("", in.lookError).Parts()
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
func (in *Instance) warnGuessedVersion(diags *diag.Diagnostics) {
	version := in.lookResult.Version
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.warned || !version.Guessed || !version.OfNewestLine() {
		return
	}
	in.warned = true
	diags.AddWarning("The Doris version is a guess", fmt.Sprintf(
		"The server does not say its version and is taken for Doris %s, the newest line known here. Where that is wrong, set doris_version in the provider.", version))
}

// TypeName is the prefix of every object.
const TypeName = "doris"
