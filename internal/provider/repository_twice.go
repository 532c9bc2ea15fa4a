// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// Parts that a repository's name may play in one plan. Terraform plans each new object exactly once without a state,
// also when it replaces another one.
const (
	repositoryNew   = "new repository"
	repositoryKept  = "kept repository"
	repositoryGoing = "going repository"
)

// meet notes that this plan has the name in this part and reports whether it was met in one of the others before. Plans
// of several objects run at the same time, so that exactly one of two sees the other.
func (in *instance) meet(name, part string, others ...string) bool {
	if in == nil || name == "" {
		return false
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	met := false
	for _, other := range others {
		met = met || in.noted[other+" "+name]
	}
	if in.noted == nil {
		in.noted = map[string]bool{}
	}
	in.noted[part+" "+name] = true
	return met
}

// refuseRepositoryTwice refuses two resources that register one name: the second CREATE is bound to fail.
func (in *instance) refuseRepositoryTwice(name string, creating bool, diags *diag.Diagnostics) {
	part, others := repositoryKept, []string{repositoryNew}
	if creating {
		part, others = repositoryNew, []string{repositoryNew, repositoryKept}
	}
	if in.meet(name, part, others...) {
		diags.AddAttributeError(path.Root("name"), "Two objects register the same repository", threeParts(
			fmt.Sprintf("Another doris_repository of this configuration registers %q in the same cluster.", name), "",
			"Remove one of them, or give it another name. For another cluster, set provider to an alias that leads there."))
	}
}

// warnRenamed tells of one name in two objects, mostly an address that changed without a moved block: Terraform destroys
// and creates at the same time.
func (in *instance) warnRenamed(name, part, other string, diags *diag.Diagnostics) {
	if in.meet(name, part, other) {
		diags.AddWarning("A repository is destroyed and created under one name", fmt.Sprintf(
			"This plan destroys repository %q and creates it again as another object. Terraform may do both at once; if the creation comes first it fails, because Doris registers a name once. "+
				"Without create_before_destroy the next apply creates it then; with it every apply fails alike, until the old one is unregistered by hand, which moves no data: %s "+
				"If only the address changed, keep the repository with:\nmoved {\n  from = doris_repository.old\n  to   = doris_repository.new\n}", name, dropRepositoryByHand(name)))
	}
}
