// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// repositoryName is what the newest line accepts (recorded: repository_bad); lengths above 64, and letters other than a to z,
// need 4.0 (checked at plan).
// Only new repositories are held to it: an older Doris or enable_unicode_name_support may have taken other names.
var repositoryName = regexp.MustCompile(`^\p{L}[\p{L}0-9_-]{0,255}$`)

func (r *repositoryResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A repository: the place in an object storage or in HDFS where Doris writes snapshots, registered under a " +
			"name. Exactly one of `s3`, `azure`, `hdfs` and `broker` says what storage it is; another kind replaces the repository.\n\n" +
			"The name is part of the remote path. A location that already holds a repository of the same name is taken over with all " +
			"its snapshots; that is how a second cluster reads them. Destroying the resource unregisters the repository (DROP " +
			"REPOSITORY): everything in the storage stays.\n\n" +
			"Changes are made in place with ALTER REPOSITORY where this Doris can do it (credentials since 2.1, any property since 4.0; " +
			"S3 and Azure only), and where it would take effect. Otherwise the repository is dropped and created again with the same name and location, after the jobs " +
			"on it have ended; no data moves, and the plan says so.\n\n" +
			"Two clusters that register the same name and location share the snapshots; in one cluster a name can be registered once.\n\n" +
			"**Import.** Doris shows no secret, so a configuration that `terraform plan -generate-config-out` writes needs the secrets " +
			"and nothing else. Version 1 stands for the secret that Doris holds: with `secret_key_wo_version = 1` an import changes " +
			"nothing. Doris 3.1 and newer masks the access key too: give it as `access_key_wo`, or as `access_key`, which the first " +
			"apply then sends once more together with the secret.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Name of the repository.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Name of the repository: a letter, then letters, digits, `-` and `_`; at most 256 characters. Before " +
					"Doris 4.0 at most 64, and only the letters a to z. It is part of the remote path, so a second cluster that is to see the same snapshots must use the same " +
					"name. A change replaces the repository.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators:    []validator.String{validate.NotEmpty()},
			},
			"type": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "What Doris calls the storage: `S3`, `HDFS`, `AZURE` or `BROKER`.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"location": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Where the snapshots lie, such as `s3://bucket/path` (`s3` and `azure`, where the bucket is the container) " +
					"or `hdfs://namenode:8020/path`; without a slash at its end, and without characters that Doris cannot use in a path (the plan says which). A change replaces the repository; what lies at the old " +
					"location stays there. Doris registers a name once, so that no repository can be replaced under its name with " +
					"`create_before_destroy`, of itself or of what depends on it.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"read_only": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Forbids backups from this cluster into the repository; restores work. Other clusters are not bound by " +
					"it, and Doris still writes the small file `__repo_info` if it is missing, so the keys must allow that once. Default " +
					"`false`. A change replaces the repository.",
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()},
			},
			"s3":     s3Group(),
			"azure":  azureGroup(),
			"hdfs":   hdfsGroup(),
			"broker": brokerGroup(),
			"properties": schema.MapAttribute{
				ElementType: types.StringType,
				Optional:    true,
				MarkdownDescription: "Further properties of the storage, passed as they are, such as `s3.connection.maximum` or the properties " +
					"of a highly available HDFS. Doris ignores keys that it does not know, so check the spelling. Properties that an " +
					"argument sets, and secrets, are refused here. A change is made in place; removing a key always registers the " +
					"repository again.",
			},
			"timeouts": group.TimeoutsAttribute(ctx,
				"Time for the registration. An endpoint that does not answer holds Doris 3.0 for minutes. Default `\"10m\"`.",
				"Time for a change, jobs that must end first included. Default `\"10m\"`.",
				"Time for a destroy, which waits for jobs on the repository. Default `\"30m\"`."),
		},
	}
}

func (r *repositoryResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"name": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "Name of the repository.",
			},
		},
	}
}

// otherKindReplaces replaces the repository when a group comes or goes.
func otherKindReplaces() []planmodifier.Object {
	return []planmodifier.Object{objectplanmodifier.RequiresReplaceIf(
		func(_ context.Context, req planmodifier.ObjectRequest, resp *objectplanmodifier.RequiresReplaceIfFuncResponse) {
			resp.RequiresReplace = !req.PlanValue.IsUnknown() && req.StateValue.IsNull() != req.PlanValue.IsNull()
		}, "another kind of storage replaces the repository", "another kind of storage replaces the repository")}
}

func s3Group() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:      true,
		PlanModifiers: otherKindReplaces(),
		MarkdownDescription: "S3 and every storage that speaks it: AWS S3, MinIO, Ceph, Alibaba Cloud OSS, Tencent COS, Huawei OBS, and Google " +
			"Cloud Storage with HMAC keys. The bucket is part of `location`, not of the endpoint. Without keys and without a role, " +
			"access is not anonymous, not even to a public bucket: Doris 3.1 and newer looks for credentials where the AWS SDK does (environment, profile, role of the node), " +
			"and Doris before 3.1 refuses. A change is made in place; another kind of storage replaces.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Endpoint as frontends **and** backends reach it, a URL or a host, such as `https://s3.eu-central-1.amazonaws.com` " +
					"or `http://minio:9000`; without the bucket. AWS: may be left out, then it follows from `region`. A change is made in place.",
			},
			"region": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Region of the bucket. Where the storage has none, such as MinIO, use `us-east-1`. Needed unless `endpoint` is " +
					"set. A change is made in place.",
			},
			"use_path_style": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Puts the bucket into the path (`https://host/bucket`) instead of the host name (`https://bucket.host`). MinIO " +
					"and Ceph usually need `true`; OSS, COS and OBS refuse it. Default `false`. A change is made in place.",
			},
			"access_key": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Access key, kept in state, because it is an identifier and not a secret. Needs `secret_key_wo`. Not together " +
					"with `access_key_wo`. A change is made in place and sends the secret key too.",
			},
			"access_key_wo": schema.StringAttribute{
				Optional:  true,
				WriteOnly: true,
				Sensitive: true,
				MarkdownDescription: "Access key from an ephemeral value; never stored. Needs `secret_key_wo`. A new value is sent when " +
					"`secret_key_wo_version` changes.",
			},
			"secret_key_wo": schema.StringAttribute{
				Optional:  true,
				WriteOnly: true,
				Sensitive: true,
				MarkdownDescription: "Secret key; never stored. Needs `secret_key_wo_version` and one of `access_key` and `access_key_wo`. A new " +
					"value is sent when the version changes.",
			},
			"session_token_wo": schema.StringAttribute{
				Optional:  true,
				WriteOnly: true,
				Sensitive: true,
				MarkdownDescription: "Session token of temporary credentials; never stored. Needs `secret_key_wo`. Doris stops working with the " +
					"repository when the token expires, so send a new one in time by changing the version.",
			},
			"secret_key_wo_version": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Any number. Change it to send `secret_key_wo`, `access_key_wo` and `session_token_wo` again; Terraform cannot " +
					"see that a write-only value changed. A change is made in place.",
			},
			"role_arn": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "ARN of a role that Doris assumes instead of using keys (Doris 3.1 and newer). Not together with keys. A " +
					"change is made in place.",
			},
			"external_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "External id for assuming `role_arn` (Doris 3.1 and newer). A change is made in place.",
			},
			"credentials_provider_type": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Where frontends and backends find credentials themselves, such as `INSTANCE_PROFILE`, `ENVIRONMENT` or " +
					"`WEB_IDENTITY_TOKEN_FILE` (Doris 3.1 and newer). Not together with keys. A change is made in place.",
				Validators: []validator.String{validate.NotEmpty()},
			},
		},
	}
}

func azureGroup() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:      true,
		PlanModifiers: otherKindReplaces(),
		MarkdownDescription: "Azure Blob Storage (Doris 4.0 and newer; refused before, because frontends of 3.0 do not start again once such a repository was " +
			"registered). The location is `s3://container/path`. Doris cannot show what it stores " +
			"of such a repository, so changes made outside Terraform are not seen.",
		Attributes: map[string]schema.Attribute{
			"account_name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the storage account. A change is made in place.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Endpoint where it is not the public one, `https://<account_name>.blob.core.windows.net`; a path may hold nothing but the account " +
					"(`http://azurite:10000/<account_name>`). Not the one of Data Lake Storage (`dfs`). A change is made in place.",
			},
			"account_key_wo": schema.StringAttribute{
				Required:  true,
				WriteOnly: true,
				Sensitive: true,
				MarkdownDescription: "Key of the storage account; never stored. A new value is sent when `account_key_wo_version` changes; Doris takes it without asking Azure, " +
					"so the storage is read with it afterwards, and the version stays the old one until that works.",
			},
			"account_key_wo_version": schema.Int64Attribute{
				Required:            true,
				MarkdownDescription: "Any number. Change it to send `account_key_wo` again. A change is made in place.",
			},
		},
	}
}

func hdfsGroup() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:      true,
		PlanModifiers: otherKindReplaces(),
		MarkdownDescription: "HDFS, with simple authentication (`username`) or Kerberos (`kerberos_principal` and `kerberos_keytab`). A highly " +
			"available name service goes into `properties`: `dfs.nameservices`, `dfs.ha.namenodes.<service>`, " +
			"`dfs.namenode.rpc-address.<service>.<namenode>`, `dfs.client.failover.proxy.provider.<service>`. Every change registers " +
			"the repository again.",
		Attributes: map[string]schema.Attribute{
			"default_fs": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name node or name service, such as `hdfs://nn1:8020` or `hdfs://cluster` (Doris: `fs.defaultFS`).",
				Validators: []validator.String{validate.Checked(regexp.MustCompile(`^(hdfs|viewfs)://[^/"\\\s]+$`), "The default file system is not valid",
					`Write hdfs:// or viewfs:// and the name node or name service, such as "hdfs://nn1:8020", without a path.`)},
			},
			"username": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "User of simple authentication (Doris: `hadoop.username`). Not together with Kerberos.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"kerberos_principal": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Kerberos principal, such as `doris/_HOST@EXAMPLE.COM` (Doris: `hadoop.kerberos.principal`). Needs `kerberos_keytab`.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"kerberos_keytab": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Path of the keytab file, the same on **every** frontend and backend (Doris: `hadoop.kerberos.keytab`).",
				Validators:          []validator.String{validate.NotEmpty()},
			},
		},
	}
}

func brokerGroup() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:      true,
		PlanModifiers: otherKindReplaces(),
		MarkdownDescription: "A storage behind a broker process. Its properties go into `properties`, its secrets into `secrets_wo`; Doris 3.1 and newer hands " +
			"the broker none of them but keys that begin with `broker.`, and shows none, so there the broker's own configuration must have what the storage needs. Every " +
			"change registers the repository again.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the broker in Doris, as SHOW BROKER lists it.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"secrets_wo": schema.MapAttribute{
				ElementType:         types.StringType,
				Optional:            true,
				WriteOnly:           true,
				Sensitive:           true,
				MarkdownDescription: "Secret properties of the broker, such as `{ password = ... }`; never stored. Needs `secrets_wo_version`.",
			},
			"secrets_wo_version": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Any number. Change it to send `secrets_wo` again.",
			},
		},
	}
}
