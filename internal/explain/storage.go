// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// NoObjectsError is why the files of a repository cannot be handled from here at all.
type NoObjectsError struct {
	Repository string
	Storage    string // what Doris calls the storage; "" = the repository is not registered
}

func (e *NoObjectsError) Error() string {
	if e.Storage == "" {
		return fmt.Sprintf("repository %q is not registered in this cluster", e.Repository)
	}
	return fmt.Sprintf("repository %q lies on storage of type %s", e.Repository, e.Storage)
}

// ObjectsError says why the files of a repository could not be handled; purpose is what they are needed for.
func (p Provider) ObjectsError(repository, purpose string, err error) Text {
	var none *NoObjectsError
	var storage *objectstore.Error
	switch {
	case errors.As(err, &none) && none.Storage == "":
		return says("The repository does not exist", fmt.Sprintf("Repository %q is not registered in this cluster, so it is not known where its files lie.", repository), "",
			"Register it with doris_repository, or correct the name.")
	case errors.As(err, &none):
		return says("The files of the repository cannot be handled from here",
			fmt.Sprintf("%s handles the files of a snapshot itself, which it can in S3 and what speaks it, in Azure Blob Storage and in HDFS; repository %q lies on storage of type %s.", purpose, repository, none.Storage), "",
			"Doris has no statement for it. Do it with the tools of that storage: a snapshot is the folder "+doris.SnapshotPath(repository, "<name>")+"/.")
	case errors.As(err, &storage):
		return p.storageErrorText(repository, purpose, storage)
	}
	return p.DorisError("", err)
}

// storageErrorText is what a bucket answered.
func (p Provider) storageErrorText(repository, purpose string, e *objectstore.Error) Text {
	where := placeOf(e, repository)
	text := func(summary, happened, next string) Text {
		if e.Key != "" {
			happened += fmt.Sprintf(" The first file: %s.", e.Key)
		}
		if e.Code == "" { // the storage did not speak
			return Text{Summary: summary, Happened: happened + " " + Sentence(e.Message), Next: next}
		}
		return Text{Summary: summary, Happened: happened, Storage: fmt.Sprintf("%q", e.Error()), Next: next}
	}
	switch e.Storage {
	case objectstore.Azure:
		if t, known := azureErrorText(purpose, where, e, text); known {
			return t
		}
	case objectstore.HDFS:
		if t, known := hdfsErrorText(purpose, where, e, text); known {
			return t
		}
	}
	keys := "object_storage.access_key and secret_key of the provider"
	if !p.OwnKeys {
		keys = "the credentials that AWS tools find on this machine"
	}
	switch e.Kind {
	case objectstore.NoKeys:
		return text("No credentials for the bucket",
			fmt.Sprintf("%s needs access to %s from this machine.", purpose, where),
			"Set object_storage { access_key, secret_key } in the provider, or give this machine credentials that AWS tools find (AWS_ACCESS_KEY_ID, a profile, a role).")
	case objectstore.BadSetup:
		return text("The AWS settings of this machine do not fit", fmt.Sprintf("%s needs %s; the settings that AWS tools find on this machine cannot be used for it.", purpose, where),
			"Correct or unset them for Terraform: environment variables that begin with AWS_, the files ~/.aws/config and ~/.aws/credentials.")
	case objectstore.NotS3:
		return text("What answers does not speak S3", fmt.Sprintf("%s needs %s; what answers at its endpoint is something else.", purpose, where),
			"Check the endpoint, in s3 of the repository or in the provider's object_storage: host, port and scheme. (The port of the storage's S3 interface, not of its console; https where it wants https.)")
	case objectstore.NoBucket:
		return text("The bucket of the repository does not exist", fmt.Sprintf("%s needs %s, which the storage does not know.", purpose, where),
			"Check object_storage.endpoint and region of the provider: they must lead to the storage of the repository.")
	case objectstore.WrongKeys:
		return text("The storage refuses the keys of this machine", fmt.Sprintf("%s needs %s; the storage refuses %s.", purpose, where, keys),
			"Correct them, and region, in the provider's object_storage.")
	case objectstore.WrongRegion:
		return text("The bucket lies in another region", fmt.Sprintf("%s needs %s; the storage wants such requests for another region or at another endpoint.", purpose, where),
			"Set region, and endpoint where it is of another region, to those of the bucket: in s3 of the repository, or in the provider's object_storage for this machine alone.")
	case objectstore.PathStyle:
		return text("The storage wants the bucket in the host name", fmt.Sprintf("%s needs %s; the storage refuses the bucket in the path.", purpose, where),
			"Remove use_path_style from s3 of the repository, or set use_path_style = false in the provider's object_storage for this machine alone.")
	case objectstore.Denied:
		return text("This machine lacks a right in the bucket", fmt.Sprintf("%s needs %s; %s lack a right there.", purpose, where, keys),
			"Grant "+strings.Join(e.Rights(), " and ")+" there, and apply again. A deletion needs s3:ListBucket on the bucket and s3:GetObject and s3:DeleteObject on its objects.")
	case objectstore.Locked:
		return text("The bucket forbids the deletion", fmt.Sprintf("A retention rule (Object Lock) of %s keeps files of the snapshot.", where),
			"Apply again when the retention has ended, or set on_destroy = \"keep\" and leave the files to a lifecycle rule.")
	case objectstore.Throttled:
		return text("The storage is too busy", fmt.Sprintf("%s was refused again and again by %s.", purpose, where),
			"Apply again: it goes on where it stopped.")
	case objectstore.Busy:
		return text("Somebody writes to the snapshot", fmt.Sprintf("Files keep appearing in %s while they are deleted.", where),
			"A backend may still be uploading for a cancelled backup. Apply again in a minute.")
	case objectstore.ClockSkew:
		return text("The clock of this machine is wrong", fmt.Sprintf("The storage refuses requests for %s because of their time.", where), "Synchronise this machine's clock and apply again.")
	case objectstore.Unreachable:
		return text("The bucket cannot be reached from here", fmt.Sprintf("%s needs %s.", purpose, where),
			"Set object_storage.endpoint of the provider to the address that this machine can reach; the repository's own is that of Doris's nodes.")
	case objectstore.BadContent, objectstore.NoObject:
		return text("The files of the snapshot are damaged", fmt.Sprintf("The info file of the snapshot in %s cannot be read.", where),
			"Doris cannot restore such a snapshot. Take a new one; these files can be deleted by hand.")
	case objectstore.Stopped:
		return text("The operation ended early", fmt.Sprintf("%s in %s did not end.", purpose, where), "Apply again: it goes on where it stopped. If it takes long, raise timeouts.")
	case objectstore.BadName, objectstore.Other:
	}
	return text("The storage refuses a request", fmt.Sprintf("%s failed on %s (%s).", purpose, where, e.Operation), "Correct what the storage names and apply again.")
}
