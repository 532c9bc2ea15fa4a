// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// openRepositories are the buckets that this operation opened already, by repository, and how listing them went.
type openRepositories struct {
	mu     sync.Mutex
	open   map[string]*objectstore.Repository
	listed map[string]func() error
}

// noObjectsError is why the files of a repository cannot be handled from here at all.
type noObjectsError struct {
	repository string
	storage    string // what Doris calls the storage; "" = the repository is not registered
}

func (e *noObjectsError) Error() string {
	if e.storage == "" {
		return fmt.Sprintf("repository %q is not registered in this cluster", e.repository)
	}
	return fmt.Sprintf("repository %q lies on storage of type %s", e.repository, e.storage)
}

// isNoObjects reports whether files of this storage cannot be handled from here at all.
func isNoObjects(err error) bool {
	var none *noObjectsError
	return errors.As(err, &none)
}

// objectsOf opens the bucket of a registered repository from this machine: location, endpoint, region and path style are
// the repository's where object_storage of the provider does not say otherwise; keys are those of object_storage, else
// what AWS tools find themselves. It asks Doris and sends nothing to the storage. The error is a *noObjectsError where
// the storage does not speak S3 or the repository is not registered, else of doris or objectstore; addObjectsError
// knows them all.
func (in *instance) objectsOf(ctx context.Context, repository string) (*objectstore.Repository, error) {
	in.repositories.mu.Lock()
	defer in.repositories.mu.Unlock()
	if open := in.repositories.open[repository]; open != nil {
		return open, nil
	}
	row, err := in.client.Repository(ctx, repository)
	switch {
	case err != nil:
		return nil, err
	case row == nil:
		return nil, &noObjectsError{repository: repository}
	case kindOfType(row.Type) != "s3":
		return nil, &noObjectsError{repository: repository, storage: row.Type}
	}
	definition, err := in.client.RepositoryDefinition(ctx, repository)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(definition.Properties["provider"], "azure") {
		return nil, &noObjectsError{repository: repository, storage: "AZURE"}
	}
	name, _ := splitLocation(row.Location)
	stored := doris.ReadStorage("s3", definition.Properties).S3
	if stored.Endpoint == "" && stored.Region == "" && (in.settings.objects == nil || in.settings.objects.Endpoint.IsNull()) {
		// Registered under names such as AWS_ENDPOINT, which Doris shows to nobody (recorded: repository_bad, 4.1).
		return nil, &objectstore.Error{Kind: objectstore.Unreachable, Operation: "open", Bucket: name, Message: "Doris does not show at which endpoint it lies"}
	}
	bucket, err := objectstore.Open(ctx, in.objectAccess(ctx, *stored), name)
	if err != nil {
		return nil, err
	}
	if in.repositories.open == nil {
		in.repositories.open = map[string]*objectstore.Repository{}
	}
	in.repositories.open[repository] = bucket.Repository(row.Location, repository)
	return in.repositories.open[repository], nil
}

// listable reports whether the folder of a repository can be listed from this machine; each repository is tried once in
// an operation. Errors are those of objectsOf.
func (in *instance) listable(ctx context.Context, repository string) error {
	objects, err := in.objectsOf(ctx, repository)
	if err != nil {
		return err
	}
	in.repositories.mu.Lock()
	if in.repositories.listed == nil {
		in.repositories.listed = map[string]func() error{}
	}
	if in.repositories.listed[repository] == nil {
		in.repositories.listed[repository] = sync.OnceValue(func() error { return objects.Readable(ctx) })
	}
	try := in.repositories.listed[repository]
	in.repositories.mu.Unlock()
	return try()
}

// objectAccess is how this machine reaches a bucket: object_storage of the provider, completed by what the repository
// says of endpoint, region and path style. The repository's own keys are Doris's, and it shows them to nobody. An endpoint
// without a scheme gets the one that this Doris puts in front of it.
func (in *instance) objectAccess(ctx context.Context, repository doris.S3Storage) objectstore.Access {
	access := objectstore.Access{Endpoint: repository.Endpoint, Region: repository.Region, UsePathStyle: repository.UsePathStyle}
	if access.Endpoint != "" && !strings.Contains(access.Endpoint, "://") {
		if cluster, err := in.client.Facts(ctx); err == nil {
			access.Endpoint = repository.URL(cluster.Version)
		}
	}
	settings := in.settings.objects
	if settings == nil {
		return access
	}
	access.Endpoint, access.Region = textElse(settings.Endpoint, access.Endpoint), textElse(settings.Region, access.Region)
	access.AccessKey, access.SecretKey = settings.AccessKey.ValueString(), settings.SecretKey.ValueString()
	access.SessionToken = settings.SessionToken.ValueString()
	if !settings.UsePathStyle.IsNull() {
		access.UsePathStyle = settings.UsePathStyle.ValueBool()
	}
	return access
}

// addObjectsError reports why the files of a repository could not be handled. purpose completes "needs": such as
// `on_destroy = "delete"`.
func (in *instance) addObjectsError(diags *diag.Diagnostics, repository, purpose string, err error) {
	diags.AddError(in.objectsErrorText(repository, purpose, err))
}

func (in *instance) objectsErrorText(repository, purpose string, err error) (summary, detail string) {
	var none *noObjectsError
	var storage *objectstore.Error
	switch {
	case errors.As(err, &none) && none.storage == "":
		return "The repository does not exist", threeParts(fmt.Sprintf("Repository %q is not registered in this cluster, so it is not known where its files lie.", repository), "",
			"Register it with doris_repository, or correct the name.")
	case errors.As(err, &none):
		return "The storage of the repository is not S3", threeParts(
			fmt.Sprintf("%s handles the files of a snapshot itself, which it can only in S3 and what speaks it; repository %q lies on storage of type %s.", purpose, repository, none.storage), "",
			"Doris has no statement for it. Do it with the tools of that storage: a snapshot is the folder __palo_repository_"+repository+"/__ss_<name>/.")
	case errors.As(err, &storage):
		return in.storageErrorText(repository, purpose, storage)
	}
	return in.dorisErrorText("", err)
}

// storageErrorText is summary and detail of what a bucket answered.
func (in *instance) storageErrorText(repository, purpose string, e *objectstore.Error) (summary, detail string) {
	where := fmt.Sprintf("bucket %q of repository %q", e.Bucket, repository)
	text := func(happened, next string) string {
		if e.Key != "" {
			happened += fmt.Sprintf(" The first file: %s.", e.Key)
		}
		if e.Code == "" { // the storage did not speak
			return happened + " " + sentence(e.Message) + "\n\n" + next
		}
		return strings.Join([]string{happened, fmt.Sprintf("The storage: %q", e.Error()), next}, "\n\n")
	}
	keys := "object_storage.access_key and secret_key of the provider"
	if in.settings.objects == nil || in.settings.objects.AccessKey.IsNull() {
		keys = "the credentials that AWS tools find on this machine"
	}
	switch e.Kind {
	case objectstore.NoKeys:
		return "No credentials for the bucket", text(
			fmt.Sprintf("%s needs access to %s from this machine.", purpose, where),
			"Set object_storage { access_key, secret_key } in the provider, or give this machine credentials that AWS tools find (AWS_ACCESS_KEY_ID, a profile, a role).")
	case objectstore.BadSetup:
		return "The AWS settings of this machine do not fit", text(fmt.Sprintf("%s needs %s; the settings that AWS tools find on this machine cannot be used for it.", purpose, where),
			"Correct or unset them for Terraform: environment variables that begin with AWS_, the files ~/.aws/config and ~/.aws/credentials.")
	case objectstore.NotS3:
		return "What answers does not speak S3", text(fmt.Sprintf("%s needs %s; what answers at its endpoint is something else.", purpose, where),
			"Check the endpoint, in s3 of the repository or in the provider's object_storage: host, port and scheme. (The port of the storage's S3 interface, not of its console; https where it wants https.)")
	case objectstore.NoBucket:
		return "The bucket of the repository does not exist", text(fmt.Sprintf("%s needs %s, which the storage does not know.", purpose, where),
			"Check object_storage.endpoint and region of the provider: they must lead to the storage of the repository.")
	case objectstore.WrongKeys:
		return "The storage refuses the keys of this machine", text(fmt.Sprintf("%s needs %s; the storage refuses %s.", purpose, where, keys),
			"Correct them, and region, in the provider's object_storage.")
	case objectstore.WrongRegion:
		return "The bucket lies in another region", text(fmt.Sprintf("%s needs %s; the storage wants such requests for another region or at another endpoint.", purpose, where),
			"Set region, and endpoint where it is of another region, to those of the bucket: in s3 of the repository, or in the provider's object_storage for this machine alone.")
	case objectstore.Denied:
		return "This machine lacks a right in the bucket", text(fmt.Sprintf("%s needs %s; %s lack a right there.", purpose, where, keys),
			"Grant "+strings.Join(e.Rights(), " and ")+" there, and apply again. A deletion needs s3:ListBucket on the bucket and s3:GetObject and s3:DeleteObject on its objects.")
	case objectstore.Locked:
		return "The bucket forbids the deletion", text(fmt.Sprintf("A retention rule (Object Lock) of %s keeps files of the snapshot.", where),
			"Apply again when the retention has ended, or set on_destroy = \"keep\" and leave the files to a lifecycle rule.")
	case objectstore.Throttled:
		return "The storage is too busy", text(fmt.Sprintf("%s was refused again and again by %s.", purpose, where),
			"Apply again: it goes on where it stopped.")
	case objectstore.Busy:
		return "Somebody writes to the snapshot", text(fmt.Sprintf("Files keep appearing in %s while they are deleted.", where),
			"A backend may still be uploading for a cancelled backup. Apply again in a minute.")
	case objectstore.ClockSkew:
		return "The clock of this machine is wrong", text(fmt.Sprintf("The storage refuses requests for %s because of their time.", where), "Synchronise this machine's clock and apply again.")
	case objectstore.Unreachable:
		return "The bucket cannot be reached from here", text(fmt.Sprintf("%s needs %s.", purpose, where),
			"Set object_storage.endpoint of the provider to the address that this machine can reach; the repository's own is that of Doris's nodes.")
	case objectstore.BadContent, objectstore.NoObject:
		return "The files of the snapshot are damaged", text(fmt.Sprintf("The info file of the snapshot in %s cannot be read.", where),
			"Doris cannot restore such a snapshot. Take a new one; these files can be deleted by hand.")
	case objectstore.Stopped:
		return "The operation ended early", text(fmt.Sprintf("%s in %s did not end.", purpose, where), "Apply again: it goes on where it stopped. If it takes long, raise timeouts.")
	case objectstore.BadName, objectstore.Other:
	}
	return "The storage refuses a request", text(fmt.Sprintf("%s failed on %s (%s).", purpose, where, e.Operation), "Correct what the storage names and apply again.")
}
