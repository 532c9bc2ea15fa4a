// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// azureURL is an endpoint of Azure, which may have the account in its path.
var azureURL = regexp.MustCompile(`^https?://[^/\s"'@]+(/[^/\s"'@?#]+)?/?$`)

// nameNode is host:port, or a host alone.
var nameNode = regexp.MustCompile(`^(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+)(:\d{1,5})?$`)

func azureAccessAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Access to containers of Azure Blob Storage from this machine, for repositories with `azure`. Default: the " +
			"repository's endpoint, and the credentials that Azure's tools find.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Endpoint as this machine reaches it, an http or https URL; the account may stand in its path. Default: that of the repository, where Doris shows it: " +
					"4.0 and newer do not, so set it there.",
				Validators: []validator.String{validate.Checked(azureURL, "The endpoint of the Azure storage is not valid", `Write an http or https URL, such as "https://acme.blob.core.windows.net".`)},
			},
			"account_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: "Key of the storage account; may be an ephemeral value. Default: the credentials that Azure's tools find " +
					"(environment, workload identity, managed identity, `az login`), which need the role Storage Blob Data Contributor.",
				Validators: []validator.String{validate.NotEmpty()},
			},
		},
	}
}

func hdfsAccessAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Access to HDFS from this machine, for repositories with `hdfs`: by the protocol of Hadoop, so name nodes and data " +
			"nodes must be reachable. Default: name nodes and user of the repository.",
		Attributes: map[string]schema.Attribute{
			"addresses": schema.ListAttribute{
				ElementType:         types.StringType,
				Optional:            true,
				MarkdownDescription: "Name nodes as `host:port` (the RPC port, default 8020); of several the active one is found. Default: those of the repository.",
				Validators: []validator.List{
					validate.NotEmptyCollection{},
					listvalidator.ValueStringsAre(validate.Checked(nameNode, "The address of the name node is not valid", `Write host:port without a scheme, such as "nn1:8020".`)),
				},
			},
			"username": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "User of simple authentication; not with Kerberos. Default: that of the repository, then `HADOOP_USER_NAME`, " +
					"then `hadoop`.",
				Validators: []validator.String{validate.NotEmpty()},
			},
			"kerberos_principal": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Principal of this machine, such as `terraform@EXAMPLE.COM`. Default: that of the repository.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"kerberos_keytab": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Path of the keytab on this machine. Default: the tickets that `kinit` left.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"kerberos_config": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Path of the Kerberos configuration on this machine. Default: `KRB5_CONFIG`, then `/etc/krb5.conf`.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
		},
	}
}
