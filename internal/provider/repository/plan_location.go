// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// bucketOf opens the bucket of a repository from this machine, if object_storage allows it. own tells that the repository's
// own keys are used.
func bucketOf(in *instance.Instance, ctx context.Context, storage doris.Storage, location string) (bucket *objectstore.Bucket, own bool, err error) {
	if in.Settings.Objects == nil || storage.Broker != nil || storage.S3 == nil && storage.Azure == nil && storage.HDFS == nil {
		return nil, false, nil
	}
	return in.OpenStorage(ctx, storage, "", location)
}

// preflight tries the bucket from this machine before Doris is asked. What only this machine may suffer from is a
// warning; false is returned for what Doris is bound to fail on too.
func (r *repositoryResource) preflight(ctx context.Context, spec doris.RepositorySpec, storage doris.Storage, diags *diag.Diagnostics) bool {
	bucket, own, err := bucketOf(r.instance, ctx, storage, spec.Location)
	if err == nil && bucket == nil {
		return true
	}
	_, prefix := instance.SplitLocation(spec.Location)
	if err == nil {
		var clock time.Time
		clock, err = bucket.Readable(ctx, prefix)
		r.compareClocks(ctx, spec, clock, diags)
	}
	if err == nil && !spec.ReadOnly {
		err = bucket.Writable(ctx, prefix)
	}
	if err == nil {
		return true
	}
	return addPreflight(diags, spec, err, own)
}

// mostSkew is how far clocks may differ before S3 refuses requests: 15 minutes, less what drifts until a backup runs.
const mostSkew = 10 * time.Minute

// compareClocks warns when Doris's clock is so far from the storage's that its requests are or will be refused.
func (r *repositoryResource) compareClocks(ctx context.Context, spec doris.RepositorySpec, storage time.Time, diags *diag.Diagnostics) {
	if storage.IsZero() {
		return
	}
	now, err := r.instance.Client.Now(ctx)
	if err != nil {
		return
	}
	skew := now.Sub(storage)
	if skew.Abs() < mostSkew {
		return
	}
	direction := "ahead of"
	if skew < 0 {
		direction = "behind"
	}
	diags.AddWarning("The clocks of Doris and the storage differ", fmt.Sprintf(
		"Repository %q: the clock of the Doris frontend is %s %s that of the storage, which refuses requests that are more than 15 minutes off. Synchronise the clocks of all frontends and backends.",
		spec.Name, explain.ShortDuration(skew.Abs().Round(time.Second)), direction))
}

// addPreflight reports what the storage answered; it returns whether Doris is to be asked all the same.
func addPreflight(diags *diag.Diagnostics, spec doris.RepositorySpec, err error, own bool) bool {
	name, _ := instance.SplitLocation(spec.Location)
	said := fmt.Sprintf("The storage: %q", err.Error())
	refuse := func(at path.Path, summary, happened, next string) bool {
		diags.AddAttributeError(at, summary, strings.Join([]string{happened + " Doris was not asked.", said, next}, "\n\n"))
		return false
	}
	warn := func(summary, happened string) bool {
		diags.AddWarning(summary, strings.Join([]string{
			fmt.Sprintf("Repository %q: %s", spec.Name, happened), said,
			"Doris was asked all the same; its nodes may reach what this machine cannot.",
		}, "\n\n"))
		return true
	}
	if e, ok := err.(*objectstore.Error); ok && e.Storage != objectstore.S3 { //nolint:errorlint // objectstore returns it bare
		return addOtherPreflight(spec, e, own, refuse, warn)
	}
	switch kind := objectstore.KindOf(err); {
	case kind == objectstore.NoBucket:
		return refuse(path.Root("location"), "The bucket does not exist", fmt.Sprintf("The storage has no bucket %q for repository %q.", name, spec.Name),
			"Create the bucket, or correct location.")
	case kind == objectstore.WrongKeys && own:
		return refuse(path.Root("s3").AtName("secret_key_wo"), "The storage refuses the keys", fmt.Sprintf("The keys of repository %q are refused for bucket %q.", spec.Name, name),
			"Correct access_key, secret_key_wo or region, and change secret_key_wo_version.")
	case kind == objectstore.WrongRegion && own:
		return refuse(path.Root("s3").AtName("region"), "The bucket lies in another region", fmt.Sprintf("The storage wants requests for bucket %q of repository %q for another region or at another endpoint.", name, spec.Name),
			"Set region to the region of the bucket, and endpoint to the one of that region. (object_storage of the provider overrides both for this machine.)")
	case kind == objectstore.Denied && own:
		return refuse(path.Root("s3"), "The keys lack a right", fmt.Sprintf("With the keys of repository %q this machine may not do it: %s, bucket %q.", spec.Name, operationWord(err), name),
			"Grant s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject on the location (read_only = true needs no s3:DeleteObject), or remove object_storage from the provider if only Doris's nodes are allowed in.")
	case kind == objectstore.NotS3:
		return warn("What answers does not speak S3", "what answers at the endpoint is no S3 storage. Check host, port and scheme of s3.endpoint, and of object_storage.endpoint where it is set. (The port of the storage's S3 interface, not of its console.)")
	case kind == objectstore.ClockSkew:
		return warn("The clock of this machine is wrong", "the storage refuses requests of this machine for their time. If the clocks of the Doris nodes are wrong as well, Doris is refused too.")
	case kind == objectstore.Unreachable:
		return warn("The bucket cannot be reached from here", "its bucket was not tried beforehand. Set object_storage.endpoint to the address that this machine can reach, or remove object_storage.")
	}
	return warn("The bucket could not be tried beforehand", operationWord(err)+" failed from this machine.")
}

// addOtherPreflight is addPreflight for Azure and HDFS.
func addOtherPreflight(spec doris.RepositorySpec, e *objectstore.Error, own bool, refuse func(at path.Path, summary, happened, next string) bool, warn func(summary, happened string) bool) bool {
	switch {
	case e.Storage == objectstore.Azure && e.Kind == objectstore.NoBucket:
		return refuse(path.Root("location"), "The container does not exist", fmt.Sprintf("The storage account has no container %q for repository %q.", e.Bucket, spec.Name),
			"Create the container, or correct location.")
	case e.Storage == objectstore.Azure && e.Kind == objectstore.WrongKeys && own:
		return refuse(path.Root("azure").AtName("account_key_wo"), "Azure refuses the key", fmt.Sprintf("The account key of repository %q is refused for container %q.", spec.Name, e.Bucket),
			"Correct account_name or account_key_wo, and change account_key_wo_version.")
	case e.Storage == objectstore.Azure:
		return warn("The container could not be tried beforehand", operationWord(e)+" failed from this machine. object_storage.azure of the provider says how this machine reaches it; without object_storage nothing is tried.")
	}
	return warn("HDFS could not be tried beforehand", operationWord(e)+" failed from this machine. object_storage.hdfs of the provider says how this machine reaches it; without object_storage nothing is tried.")
}

func operationWord(err error) string {
	switch e, _ := err.(*objectstore.Error); { //nolint:errorlint // objectstore returns it bare
	case e == nil:
		return "a request"
	case e.Operation == "write":
		return "writing an object"
	case e.Operation == "delete":
		return "deleting the probe object"
	case e.Operation == "open":
		return "finding credentials"
	}
	return "listing the bucket"
}

// wholeStorage reports whether all is known of where the repository lies.
func wholeStorage(ctx context.Context, config repositoryModel) bool {
	return tfvalue.WhollyKnown(ctx, config.S3) && tfvalue.WhollyKnown(ctx, config.Azure) && tfvalue.WhollyKnown(ctx, config.HDFS) && tfvalue.WhollyKnown(ctx, config.Properties)
}

// announceLocation says at plan what lies at a location already, where object_storage is configured.
func (r *repositoryResource) announceLocation(ctx context.Context, plan, config repositoryModel, diags *diag.Diagnostics) {
	if plan.Location.IsUnknown() || plan.Name.IsUnknown() || !wholeStorage(ctx, config) {
		return // an unknown endpoint would be taken for that of AWS
	}
	bucket, _, err := bucketOf(r.instance, ctx, config.storage(ctx, diags), plan.Location.ValueString())
	if err != nil || bucket == nil {
		return
	}
	name, location := plan.Name.ValueString(), plan.Location.ValueString()
	_, prefix := instance.SplitLocation(location)
	folders, err := bucket.Folders(ctx, prefix)
	if err != nil {
		instance.LogLine(ctx, "debug", "The location could not be listed", map[string]any{"location": location, "storage": err.Error()})
		return
	}
	var others []string
	found := false
	for _, folder := range folders {
		other, isRepository := strings.CutPrefix(folder, doris.RepositoryFolder)
		switch {
		case isRepository && other == name:
			found = true
		case isRepository:
			others = append(others, other)
		}
	}
	if found {
		r.announceAdoption(ctx, bucket, name, location, prefix, diags)
		return
	}
	if len(others) > 0 {
		diags.AddAttributeWarning(path.Root("name"), "The location holds repositories of other names", fmt.Sprintf(
			"The location %s holds %s already: %s. Repository %q will not see the snapshots there, because the name is part of the path. To see them, use that name.",
			location, explain.Count(len(others), "other repository folder"), explain.Names(others), name))
	}
}

func (r *repositoryResource) announceAdoption(ctx context.Context, bucket *objectstore.Bucket, name, location, prefix string, diags *diag.Diagnostics) {
	folders, err := bucket.Folders(ctx, strings.Trim(prefix+"/"+doris.RepositoryFolder+name, "/"))
	if err != nil {
		return
	}
	snapshots := 0
	for _, folder := range folders {
		if strings.HasPrefix(folder, doris.SnapshotFolder) {
			snapshots++
		}
	}
	diags.AddAttributeWarning(path.Root("location"), "The repository will be taken over", fmt.Sprintf(
		"At %s lies a repository %q already, with %s (complete or not). It is registered as it is.", location, name, explain.Count(snapshots, "snapshot")))
}
