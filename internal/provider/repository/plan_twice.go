// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// Parts that a repository's name may play in one plan. Terraform plans each new object exactly once without a state,
// also when it replaces another one.
const (
	repositoryNew   = "new repository"
	repositoryKept  = "kept repository"
	repositoryGoing = "going repository"
)

// refuseRepositoryTwice refuses two resources that register one name: the second CREATE is bound to fail.
func refuseRepositoryTwice(in *instance.Instance, name string, creating bool, diags *diag.Diagnostics) {
	part, others := repositoryKept, []string{repositoryNew}
	if creating {
		part, others = repositoryNew, []string{repositoryNew, repositoryKept}
	}
	if in.Meet(name, part, others...) {
		diags.AddAttributeError(path.Root("name"), "Two objects register the same repository", explain.ThreeParts(
			fmt.Sprintf("Another doris_repository of this configuration registers %q in the same cluster.", name), "",
			"Remove one of them, or give it another name. For another cluster, set provider to an alias that leads there."))
	}
}

// warnRenamed tells of one name in two objects, mostly an address that changed without a moved block: Terraform destroys
// and creates at the same time.
func warnRenamed(in *instance.Instance, name, part, other string, diags *diag.Diagnostics) {
	if in.Meet(name, part, other) {
		diags.AddWarning("A repository is destroyed and created under one name", fmt.Sprintf(
			"This plan destroys repository %q and creates it again as another object. Terraform may do both at once; if the creation comes first it fails, because Doris registers a name once. "+
				"Without create_before_destroy the next apply creates it then; with it every apply fails alike, until the old one is unregistered by hand, which moves no data: %s "+
				"If only the address changed, keep the repository with:\nmoved {\n  from = doris_repository.old\n  to   = doris_repository.new\n}", name, dropRepositoryByHand(name)))
	}
}
