// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// placeOf names what lies where on a storage.
func placeOf(e *objectstore.Error, repository string) string {
	switch e.Storage {
	case objectstore.Azure:
		return fmt.Sprintf("container %q of repository %q", e.Bucket, repository)
	case objectstore.HDFS:
		return fmt.Sprintf("HDFS %q of repository %q", e.Bucket, repository)
	}
	return fmt.Sprintf("bucket %q of repository %q", e.Bucket, repository)
}

// azureErrorText is what Azure answered where its words are others than those of S3; false for all else.
func azureErrorText(purpose, where string, e *objectstore.Error, text func(summary, happened, next string) Text) (Text, bool) {
	needs := fmt.Sprintf("%s needs %s.", purpose, where)
	switch e.Kind {
	case objectstore.NoKeys:
		return text("No credentials for the container", needs,
			"Set object_storage { azure = { account_key } } in the provider, or give this machine an identity that Azure's tools find (az login, AZURE_CLIENT_ID and its secret, a managed identity) with the role Storage Blob Data Contributor."), true
	case objectstore.NotS3:
		return text("What answers is not Azure Blob Storage", needs,
			"Check the endpoint, in azure of the repository or in the provider's object_storage.azure: https://ACCOUNT.blob.core.windows.net, not the address of dfs or of the portal."), true
	case objectstore.NoBucket:
		return text("The container of the repository does not exist", needs,
			"Check object_storage.azure.endpoint of the provider: it must lead to the storage account of the repository."), true
	case objectstore.WrongKeys:
		return text("Azure refuses the key of this machine", needs,
			"Correct object_storage.azure.account_key of the provider: one of the two keys of the account (az storage account keys list). Where the account forbids keys, remove it and use the identity of this machine."), true
	case objectstore.Denied:
		return text("This machine lacks a right in the container", needs,
			"Grant the role Storage Blob Data Contributor on the container, and let this machine through the account's firewall; then apply again. The operation needs "+strings.Join(e.Rights(), " and ")+"."), true
	case objectstore.Locked:
		return text("The container forbids the deletion", fmt.Sprintf("An immutability policy, a legal hold, a lease or a snapshot of a blob keeps files in %s.", where),
			"Apply again when it has ended, or set on_destroy = \"keep\" and leave the files to a lifecycle rule."), true
	case objectstore.Unreachable:
		return text("The container cannot be reached from here", needs,
			"Set object_storage.azure.endpoint of the provider to the address that this machine can reach; the repository's own is that of Doris's nodes."), true
	}
	return Text{}, false
}

// hdfsErrorText is the same for HDFS.
func hdfsErrorText(purpose, where string, e *objectstore.Error, text func(summary, happened, next string) Text) (Text, bool) {
	needs := fmt.Sprintf("%s needs %s.", purpose, where)
	switch e.Kind {
	case objectstore.NoKeys:
		return text("No Kerberos tickets on this machine", needs,
			"Set object_storage { hdfs = { kerberos_principal, kerberos_keytab } } in the provider, or run kinit before Terraform."), true
	case objectstore.BadSetup:
		return text("The settings for HDFS do not fit", needs,
			"Correct object_storage.hdfs of the provider: addresses, kerberos_keytab and kerberos_config, which are files of this machine."), true
	case objectstore.NotS3:
		return text("What answers is not a name node", needs,
			"Check the address, in the location of the repository or in object_storage.hdfs.addresses of the provider: the RPC port of the name node, not the one of its web page."), true
	case objectstore.WrongKeys:
		return text("HDFS refuses the identity of this machine", needs,
			"Where HDFS wants Kerberos, set object_storage { hdfs = { kerberos_principal, kerberos_keytab } } in the provider; where it does not, set username alone."), true
	case objectstore.Denied:
		return text("The user lacks a right in HDFS", needs,
			"Give the user read, write and execute on the folder of the repository (hdfs dfs -setfacl -R -m user:NAME:rwx, and -m default:user:NAME:rwx for new files), or name one that has them in object_storage.hdfs. The operation needs "+
				strings.Join(e.Rights(), " and ")+"."), true
	case objectstore.Locked:
		return text("A snapshot of HDFS forbids the deletion", fmt.Sprintf("A folder in %s may have snapshots of HDFS and cannot be removed.", where),
			"Delete them (hdfs dfs -deleteSnapshot) and forbid new ones (hdfs dfsadmin -disallowSnapshot), and apply again."), true
	case objectstore.Unreachable:
		return text("The name nodes cannot be reached from here", needs,
			"Set object_storage.hdfs.addresses of the provider to addresses that this machine can reach."), true
	case objectstore.Throttled:
		return text("HDFS is not ready", needs, "Wait until a name node is active and out of safe mode (hdfs dfsadmin -safemode get), and apply again: it goes on where it stopped."), true
	}
	return Text{}, false
}
