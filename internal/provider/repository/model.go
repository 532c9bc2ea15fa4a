// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// repositoryModel is doris_repository. The groups are objects, because each of them may be null or unknown as a whole.
type repositoryModel struct {
	ID         types.String   `tfsdk:"id"`
	Name       types.String   `tfsdk:"name"`
	Type       types.String   `tfsdk:"type"`
	Location   types.String   `tfsdk:"location"`
	ReadOnly   types.Bool     `tfsdk:"read_only"`
	S3         types.Object   `tfsdk:"s3"`
	Azure      types.Object   `tfsdk:"azure"`
	HDFS       types.Object   `tfsdk:"hdfs"`
	Broker     types.Object   `tfsdk:"broker"`
	Properties types.Map      `tfsdk:"properties"`
	Timeouts   timeouts.Value `tfsdk:"timeouts"`
}

type s3Model struct {
	Endpoint                types.String `tfsdk:"endpoint"`
	Region                  types.String `tfsdk:"region"`
	UsePathStyle            types.Bool   `tfsdk:"use_path_style"`
	AccessKey               types.String `tfsdk:"access_key"`
	AccessKeyWO             types.String `tfsdk:"access_key_wo"`
	SecretKeyWO             types.String `tfsdk:"secret_key_wo"`
	SessionTokenWO          types.String `tfsdk:"session_token_wo"`
	SecretKeyWOVersion      types.Int64  `tfsdk:"secret_key_wo_version"`
	RoleARN                 types.String `tfsdk:"role_arn"`
	ExternalID              types.String `tfsdk:"external_id"`
	CredentialsProviderType types.String `tfsdk:"credentials_provider_type"`
}

type azureModel struct {
	AccountName         types.String `tfsdk:"account_name"`
	Endpoint            types.String `tfsdk:"endpoint"`
	AccountKeyWO        types.String `tfsdk:"account_key_wo"`
	AccountKeyWOVersion types.Int64  `tfsdk:"account_key_wo_version"`
}

type hdfsModel struct {
	DefaultFS         types.String `tfsdk:"default_fs"`
	Username          types.String `tfsdk:"username"`
	KerberosPrincipal types.String `tfsdk:"kerberos_principal"`
	KerberosKeytab    types.String `tfsdk:"kerberos_keytab"`
}

type brokerModel struct {
	Name             types.String `tfsdk:"name"`
	SecretsWO        types.Map    `tfsdk:"secrets_wo"`
	SecretsWOVersion types.Int64  `tfsdk:"secrets_wo_version"`
}

// Attribute types of the groups, in the order of the models.
var (
	s3Types = map[string]attr.Type{
		"endpoint": types.StringType, "region": types.StringType, "use_path_style": types.BoolType,
		"access_key": types.StringType, "access_key_wo": types.StringType, "secret_key_wo": types.StringType,
		"session_token_wo": types.StringType, "secret_key_wo_version": types.Int64Type, "role_arn": types.StringType,
		"external_id": types.StringType, "credentials_provider_type": types.StringType,
	}
	azureTypes = map[string]attr.Type{
		"account_name": types.StringType, "endpoint": types.StringType, "account_key_wo": types.StringType,
		"account_key_wo_version": types.Int64Type,
	}
	hdfsTypes = map[string]attr.Type{
		"default_fs": types.StringType, "username": types.StringType, "kerberos_principal": types.StringType,
		"kerberos_keytab": types.StringType,
	}
	brokerTypes = map[string]attr.Type{
		"name": types.StringType, "secrets_wo": types.MapType{ElemType: types.StringType}, "secrets_wo_version": types.Int64Type,
	}
)

// kind is the group that is set: "s3", "azure", "hdfs", "broker"; "" when none is, or when it is not known.
func (m repositoryModel) kind() string {
	for _, group := range []struct {
		name  string
		value types.Object
	}{{"s3", m.S3}, {"azure", m.Azure}, {"hdfs", m.HDFS}, {"broker", m.Broker}} {
		if !group.value.IsNull() && !group.value.IsUnknown() {
			return group.name
		}
	}
	return ""
}

// kindKnown is false while it is not known which group is set.
func (m repositoryModel) kindKnown() bool {
	return m.kind() != "" || tfvalue.Known(m.S3) && tfvalue.Known(m.Azure) && tfvalue.Known(m.HDFS) && tfvalue.Known(m.Broker)
}

// storage is the model as what Doris is told. Write-only values are in it when the model was read from configuration.
func (m repositoryModel) storage(ctx context.Context, diags *diag.Diagnostics) doris.Storage {
	storage := doris.Storage{Properties: tfvalue.StringMapOf(m.Properties)}
	if g := tfvalue.GroupOf[s3Model](ctx, m.S3, diags); g != nil {
		storage.S3 = &doris.S3Storage{
			Endpoint: g.Endpoint.ValueString(), Region: g.Region.ValueString(), UsePathStyle: g.UsePathStyle.ValueBool(),
			AccessKey: g.AccessKey.ValueString() + g.AccessKeyWO.ValueString(), SecretKey: g.SecretKeyWO.ValueString(),
			SessionToken: g.SessionTokenWO.ValueString(), RoleARN: g.RoleARN.ValueString(), ExternalID: g.ExternalID.ValueString(),
			CredentialsProviderType: g.CredentialsProviderType.ValueString(),
		}
	}
	if g := tfvalue.GroupOf[azureModel](ctx, m.Azure, diags); g != nil {
		storage.Azure = &doris.AzureStorage{AccountName: g.AccountName.ValueString(), Endpoint: g.Endpoint.ValueString(), AccountKey: g.AccountKeyWO.ValueString()}
	}
	if g := tfvalue.GroupOf[hdfsModel](ctx, m.HDFS, diags); g != nil {
		storage.HDFS = &doris.HDFSStorage{
			DefaultFS: g.DefaultFS.ValueString(), Username: g.Username.ValueString(),
			KerberosPrincipal: g.KerberosPrincipal.ValueString(), KerberosKeytab: g.KerberosKeytab.ValueString(),
		}
	}
	if g := tfvalue.GroupOf[brokerModel](ctx, m.Broker, diags); g != nil {
		storage.Broker = &doris.BrokerStorage{Name: g.Name.ValueString(), Secrets: tfvalue.StringMapOf(g.SecretsWO)}
	}
	return storage
}

// secrets lists the write-only values of a configuration: what must never be seen. A write-only access key is one of them.
func (m repositoryModel) secrets(ctx context.Context, diags *diag.Diagnostics) []string {
	secrets := m.storage(ctx, diags).SecretValues()
	if g := tfvalue.GroupOf[s3Model](ctx, m.S3, diags); g != nil {
		secrets = append(secrets, g.AccessKeyWO.ValueString())
	}
	return secrets
}

// credentialsChanged reports whether the write-only values are to be sent again, and by which argument that is seen.
func credentialsChanged(ctx context.Context, state, plan repositoryModel, diags *diag.Diagnostics) bool {
	if a, b := tfvalue.GroupOf[s3Model](ctx, state.S3, diags), tfvalue.GroupOf[s3Model](ctx, plan.S3, diags); a != nil && b != nil {
		return !a.SecretKeyWOVersion.Equal(b.SecretKeyWOVersion) || !a.AccessKey.Equal(b.AccessKey)
	}
	if a, b := tfvalue.GroupOf[azureModel](ctx, state.Azure, diags), tfvalue.GroupOf[azureModel](ctx, plan.Azure, diags); a != nil && b != nil {
		return !a.AccountKeyWOVersion.Equal(b.AccountKeyWOVersion) || !a.AccountName.Equal(b.AccountName)
	}
	if a, b := tfvalue.GroupOf[brokerModel](ctx, state.Broker, diags), tfvalue.GroupOf[brokerModel](ctx, plan.Broker, diags); a != nil && b != nil {
		return !a.SecretsWOVersion.Equal(b.SecretsWOVersion)
	}
	return false
}
