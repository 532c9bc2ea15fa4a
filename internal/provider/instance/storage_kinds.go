// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// AzureAccessModel is the group object_storage.azure.
type AzureAccessModel struct {
	Endpoint   types.String `tfsdk:"endpoint"`
	AccountKey types.String `tfsdk:"account_key"`
}

// hasNoEndpoint is true also where the group is not set.
func (m *AzureAccessModel) hasNoEndpoint() bool { return m == nil || m.Endpoint.IsNull() }

// unshown reports that Doris cannot show the definition of a repository: 4.0 and newer have no text for those in Azure.
func unshown(err error) bool {
	return strings.Contains(err.Error(), "AZURE backend is not implemented")
}

// HDFSAccessModel is the group object_storage.hdfs.
type HDFSAccessModel struct {
	Addresses         types.List   `tfsdk:"addresses"`
	Username          types.String `tfsdk:"username"`
	KerberosPrincipal types.String `tfsdk:"kerberos_principal"`
	KerberosKeytab    types.String `tfsdk:"kerberos_keytab"`
	KerberosConfig    types.String `tfsdk:"kerberos_config"`
}

// AzureAccess is the group azure, nil where it is not set.
func (m *ObjectStorageModel) AzureAccess(ctx context.Context) *AzureAccessModel {
	if m == nil {
		return nil
	}
	return tfvalue.GroupOf[AzureAccessModel](ctx, m.Azure, &diag.Diagnostics{})
}

// HDFSAccess is the group hdfs, nil where it is not set.
func (m *ObjectStorageModel) HDFSAccess(ctx context.Context) *HDFSAccessModel {
	if m == nil {
		return nil
	}
	return tfvalue.GroupOf[HDFSAccessModel](ctx, m.HDFS, &diag.Diagnostics{})
}

// OpenStorage opens the bucket, the container or the file system of a location from this machine, with the access of
// object_storage, completed by what is known of the repository. own tells that the repository's own keys are used. It sends
// nothing to the storage. The error is a *NoObjectsError where nothing reaches it, else of objectstore.
func (in *Instance) OpenStorage(ctx context.Context, storage doris.Storage, repository, location string) (bucket *objectstore.Bucket, own bool, err error) {
	name, _ := SplitLocation(location)
	switch {
	case storage.S3 != nil:
		access := in.ObjectAccess(ctx, *storage.S3)
		if storage.S3.AccessKey != "" && storage.S3.SecretKey != "" {
			own = true
			access.AccessKey, access.SecretKey, access.SessionToken = storage.S3.AccessKey, storage.S3.SecretKey, storage.S3.SessionToken
		}
		bucket, err = objectstore.Open(ctx, access, name)
	case storage.Azure != nil:
		access := in.azureAccess(ctx, *storage.Azure)
		own = storage.Azure.AccountKey != ""
		name, _, _ = strings.Cut(name, "@") // abfss://container@account.dfs.core.windows.net/path
		bucket, err = objectstore.OpenAzure(access, name)
	case storage.HDFS != nil:
		bucket, err = objectstore.OpenHDFS(in.hdfsAccess(ctx, storage, location), name)
	default:
		err = &explain.NoObjectsError{Repository: repository, Storage: "BROKER"}
	}
	return bucket, own, err
}

// azureAccess is how this machine reaches a container. The account is part of the endpoint; Doris hides its name.
func (in *Instance) azureAccess(ctx context.Context, repository doris.AzureStorage) objectstore.AzureAccess {
	access := objectstore.AzureAccess{Endpoint: repository.Endpoint, AccountName: repository.AccountName, AccountKey: repository.AccountKey}
	if access.AccountName == "" {
		access.AccountName = azureAccount(access.Endpoint)
	}
	if settings := in.Settings.Objects.AzureAccess(ctx); settings != nil {
		access.Endpoint = tfvalue.TextElse(settings.Endpoint, access.Endpoint)
		if access.AccountName == "" {
			access.AccountName = azureAccount(access.Endpoint)
		}
		if access.AccountKey == "" {
			access.AccountKey = settings.AccountKey.ValueString()
		}
	}
	return access
}

// azureAccount is the account of https://account.blob.core.windows.net, or of http://127.0.0.1:10000/account.
func azureAccount(endpoint string) string {
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	if path := strings.Trim(u.Path, "/"); path != "" {
		account, _, _ := strings.Cut(path, "/")
		return account
	}
	account, _, _ := strings.Cut(u.Hostname(), ".")
	return account
}

// hdfsAccess is how this machine reaches the name nodes. The keytab of the repository lies on Doris's nodes.
func (in *Instance) hdfsAccess(ctx context.Context, storage doris.Storage, location string) objectstore.HDFSAccess {
	access := objectstore.HDFSAccess{
		Addresses: NameNodes(storage.HDFS.DefaultFS, location, storage.Properties), Username: storage.HDFS.Username,
		NameNodePrincipal: storage.Properties["dfs.namenode.kerberos.principal"], Protection: storage.Properties["dfs.data.transfer.protection"],
	}
	if strings.EqualFold(storage.Properties["dfs.encrypt.data.transfer"], "true") {
		access.Protection = "privacy"
	}
	settings := in.Settings.Objects.HDFSAccess(ctx)
	if settings == nil {
		if storage.HDFS.KerberosPrincipal != "" {
			access.KerberosPrincipal = storage.HDFS.KerberosPrincipal // with the tickets of kinit
		}
		return access
	}
	if !settings.Addresses.IsNull() {
		access.Addresses = nil
		settings.Addresses.ElementsAs(ctx, &access.Addresses, false)
		for i, address := range access.Addresses {
			access.Addresses[i] = withPort(address)
		}
	}
	access.Username = tfvalue.TextElse(settings.Username, access.Username)
	if settings.Username.IsNull() { // a name of simple authentication excludes Kerberos
		access.KerberosPrincipal = tfvalue.TextElse(settings.KerberosPrincipal, storage.HDFS.KerberosPrincipal)
	}
	access.KerberosKeytab, access.KerberosConfig = settings.KerberosKeytab.ValueString(), settings.KerberosConfig.ValueString()
	return access
}

// NameNodes are the addresses of the name nodes of a location: of the host in it or in fs.defaultFS, or, where that is a
// name service, of all its nodes.
func NameNodes(defaultFS, location string, properties map[string]string) []string {
	host, _ := SplitLocation(location)
	if host == "" {
		host, _ = SplitLocation(defaultFS)
	}
	var addresses []string
	for node := range strings.SplitSeq(properties["dfs.ha.namenodes."+host], ",") {
		if address := properties["dfs.namenode.rpc-address."+host+"."+strings.TrimSpace(node)]; address != "" {
			addresses = append(addresses, withPort(address))
		}
	}
	if len(addresses) == 0 && host != "" {
		addresses = []string{withPort(host)}
	}
	return addresses
}

// withPort adds the usual port of name nodes.
func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(strings.Trim(address, "[]"), "8020")
}
