// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// providerModel is the provider configuration.
type providerModel struct {
	Endpoints      types.List   `tfsdk:"endpoints"`
	Username       types.String `tfsdk:"username"`
	Password       types.String `tfsdk:"password"`
	TLS            types.Object `tfsdk:"tls"`
	ConnectTimeout types.String `tfsdk:"connect_timeout"`
	PollInterval   types.String `tfsdk:"poll_interval"`
	DorisVersion   types.String `tfsdk:"doris_version"`
	ObjectStorage  types.Object `tfsdk:"object_storage"`
}

// tlsModel is the group tls.
type tlsModel struct {
	Enabled            types.Bool   `tfsdk:"enabled"`
	InsecureSkipVerify types.Bool   `tfsdk:"insecure_skip_verify"`
	CACertPEM          types.String `tfsdk:"ca_cert_pem"`
	ClientCertPEM      types.String `tfsdk:"client_cert_pem"`
	ClientKeyPEM       types.String `tfsdk:"client_key_pem"`
	ServerName         types.String `tfsdk:"server_name"`
}

func (p *dorisProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Backs up and restores Apache Doris 2.0 and newer: repositories, snapshots and restores as Terraform " +
			"resources. No connection is opened before it is needed, so a configuration that creates the cluster as well can be planned.",
		Attributes: map[string]schema.Attribute{
			"endpoints": schema.ListAttribute{
				ElementType: types.StringType,
				Optional:    true,
				MarkdownDescription: "Frontends as `host:port` (the MySQL port, `query_port`), IPv6 addresses in brackets. They are tried in " +
					"turn and the master is preferred. Default: the environment variable `DORIS_ENDPOINTS` (separated by commas), then " +
					"`127.0.0.1:9030`, of which a warning tells: a variable that was forgotten would aim there.",
				Validators: []validator.List{
					validate.NotEmptyCollection{},
					listvalidator.ValueStringsAre(endpointValidator{}),
				},
			},
			"username": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Doris user. It needs ADMIN for repositories and snapshots and LOAD on the databases to back up or to " +
					"restore. Default: `DORIS_USERNAME`, then `root`.",
				Validators: []validator.String{validate.NotEmpty()},
			},
			"password": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: "Password of the user; may be an ephemeral value. Default: `DORIS_PASSWORD`, then none.",
			},
			"tls": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Encrypts every connection with TLS 1.2 or newer and never falls back to plain text; `{}` is enough where " +
					"the frontend's certificate is signed by a known authority. The frontend must run with `enable_ssl = true`. Default: " +
					"`{}` where `DORIS_TLS` is `true`, otherwise plain text.",
				Attributes: tlsAttributes(),
			},
			"connect_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Limit for opening a connection to one frontend, as a duration greater than 0. Default `\"10s\"`.",
				Validators:          []validator.String{validate.DurationPositive()},
			},
			"poll_interval": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Fixed interval between two looks at a running job, as a duration of at least `100ms`. Default: 2 % of the " +
					"time already waited, from 1 to 15 seconds.",
				Validators: []validator.String{validate.DurationAtLeast(100 * time.Millisecond)},
			},
			"doris_version": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Version to believe instead of the server's own, as `x.y` or `x.y.z`; for builds that carry no number. " +
					"Default: `DORIS_VERSION`, then what the server says.",
				Validators: []validator.String{validate.Checked(versionPattern, "The Doris version is not valid", `Write x.y or x.y.z, such as "4.1" or "3.0.8".`)},
			},
			"object_storage": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Access to the buckets of repositories from the machine that runs Terraform: S3 and what speaks it, and, in groups of " +
					"their own, Azure Blob Storage and HDFS. Optional: " +
					"Doris does the work, and this is only for what Doris cannot do. With it, a new repository's bucket is tried before " +
					"Doris is asked, and the plan says what its location already holds. `{}` uses the repository's own settings and keys.",
				Attributes: objectStorageAttributes(),
			},
		},
	}
}

var versionPattern = regexp.MustCompile(`^\d+\.\d+(\.\d+)?$`)

func objectStorageAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"endpoint": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Endpoint as this machine reaches it, an http or https URL. Default: that of the repository.",
			Validators:          []validator.String{validate.Checked(httpURL, "The endpoint of the storage is not valid", `Write an http or https URL without a path, such as "https://s3.eu-central-1.amazonaws.com".`)},
		},
		"region": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Region of the buckets. Default: that of the repository.",
			Validators:          []validator.String{validate.NotEmpty()},
		},
		"use_path_style": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether the bucket stands in the path. Default: as the repository.",
		},
		"access_key": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Access key; needs `secret_key`. A repository whose own keys are at hand is always tried with those, because Doris " +
				"will use them. Default: what AWS tools find (environment, profile, instance role).",
		},
		"secret_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Secret key; needs `access_key`. May be an ephemeral value.",
		},
		"session_token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Session token of temporary keys; needs them. May be an ephemeral value.",
		},
		"azure": azureAccessAttribute(),
		"hdfs":  hdfsAccessAttribute(),
	}
}

var httpURL = regexp.MustCompile(`^https?://[^/\s"'@]+/?$`)

func tlsAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"enabled": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "`false` switches TLS off without removing the rest. Default `true`.",
		},
		"insecure_skip_verify": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Accepts any certificate of the frontend; for tests only, and said by a warning. Default `false`.",
		},
		"ca_cert_pem": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Certificates of the authorities to trust, PEM. Default: those of the system.",
			Validators:          []validator.String{pemValidator{kind: "CERTIFICATE"}},
		},
		"client_cert_pem": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Certificate that the provider shows to the frontend, PEM. Needs `client_key_pem`.",
			Validators:          []validator.String{pemValidator{kind: "CERTIFICATE"}},
		},
		"client_key_pem": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Private key of `client_cert_pem`, PEM; may be an ephemeral value.",
			Validators:          []validator.String{pemValidator{kind: "PRIVATE KEY"}},
		},
		"server_name": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Name expected in the frontend's certificate. Default: the host of the endpoint.",
			Validators:          []validator.String{validate.NotEmpty()},
		},
	}
}
