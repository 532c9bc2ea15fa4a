// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// fits reports whether a group can be what Doris calls this kind. Azure is created with the keyword S3.
func fits(group, kind string) bool {
	return kind == "" || group == kind || group == "azure" && kind == "s3"
}

// refresh brings the model up to date. Location, type and the read-only flag come from SHOW REPOSITORIES, the other
// properties from SHOW CREATE REPOSITORY where Doris has it; what is masked or dropped there never counts as changed. mark
// learns of what cannot be changed in place.
func (r *repositoryResource) refresh(ctx context.Context, state *repositoryModel, row doris.Repository, mark *repositoryMark, diags *diag.Diagnostics) {
	imported := state.Location.IsNull()
	state.ID, state.Type = state.Name, types.StringValue(row.Type)
	state.Location, state.ReadOnly = types.StringValue(row.Location), types.BoolValue(row.ReadOnly)
	kind := explain.KindOfType(row.Type)
	definition, ok := r.definition(ctx, row, diags)
	if diags.HasError() {
		return
	}
	switch {
	case imported || !fits(state.kind(), kind):
		// Imported, or another kind of storage than the state says: the plan then replaces the repository.
		if strings.EqualFold(definition.Properties["provider"], "azure") {
			kind = "azure"
		}
		setGroups(ctx, state, kind, definition, diags)
	case ok:
		r.drift(ctx, state, row, definition, diags)
	}
	mark.SessionToken = mark.SessionToken || showsToken(definition)
	if cluster, err := r.instance.Client.Facts(ctx); ok && kind == "s3" && err == nil {
		mark.OtherNames = definition.OtherNames(cluster.Version)
	}
}

// showsToken reports whether a session token is among what Doris prints, masked or (before 3.1) in clear.
func showsToken(definition doris.RepositoryDefinition) bool {
	isToken := func(key string) bool { return strings.HasSuffix(strings.ToLower(key), "session_token") }
	for key := range definition.Properties {
		if isToken(key) {
			return true
		}
	}
	return slices.ContainsFunc(definition.Masked, isToken)
}

// definition reads SHOW CREATE REPOSITORY; ok is false where Doris cannot print it.
func (r *repositoryResource) definition(ctx context.Context, row doris.Repository, diags *diag.Diagnostics) (definition doris.RepositoryDefinition, ok bool) {
	if explain.KindOfType(row.Type) == "azure" {
		return doris.RepositoryDefinition{}, false
	}
	definition, err := r.instance.Client.RepositoryDefinition(ctx, row.Name)
	switch doris.KindOf(err) {
	case doris.KindUnreachable, doris.KindConnectionLost, doris.KindCancelled, doris.KindAccessDenied:
		r.instance.AddDorisError(diags, err)
		return definition, false
	}
	if err != nil {
		instance.LogLine(ctx, "debug", "SHOW CREATE REPOSITORY did not answer; properties are taken from state", map[string]any{"repository": row.Name, "doris": explain.ErrorWords(err)})
		return definition, false
	}
	return definition, true
}

// setGroups fills the group of this kind from what Doris prints, and leaves the others null. Where Doris holds a secret,
// its version becomes 1, so that a configuration with version 1 has nothing to change. Secrets that Doris prints in clear
// (2.0.0 to 2.0.9, and keys of brokers that it does not know) stay out of state.
func setGroups(ctx context.Context, m *repositoryModel, kind string, definition doris.RepositoryDefinition, diags *diag.Diagnostics) {
	stored := doris.ReadStorage(kind, definition.Properties)
	m.S3, m.Azure = types.ObjectNull(s3Types), types.ObjectNull(azureTypes)
	m.HDFS, m.Broker = types.ObjectNull(hdfsTypes), types.ObjectNull(brokerTypes)
	secretVersion := types.Int64Null()
	properties, secrets := withoutSecrets(stored.Properties)
	inClear := stored.S3 != nil && stored.S3.SecretKey != "" || secrets
	if len(definition.Masked) > 0 || inClear {
		secretVersion = types.Int64Value(1)
	}
	var d diag.Diagnostics
	switch {
	case stored.S3 != nil:
		m.S3, d = types.ObjectValueFrom(ctx, s3Types, s3Model{
			Endpoint: tfvalue.TextOrNull(stored.S3.Endpoint), Region: tfvalue.TextOrNull(stored.S3.Region), UsePathStyle: types.BoolValue(stored.S3.UsePathStyle),
			AccessKey: tfvalue.TextOrNull(stored.S3.AccessKey), SecretKeyWOVersion: secretVersion, RoleARN: tfvalue.TextOrNull(stored.S3.RoleARN),
			ExternalID: tfvalue.TextOrNull(stored.S3.ExternalID), CredentialsProviderType: tfvalue.TextOrNull(stored.S3.CredentialsProviderType),
		})
	case stored.Azure != nil:
		m.Azure, d = types.ObjectValueFrom(ctx, azureTypes, azureModel{
			AccountName: tfvalue.TextOrNull(stored.Azure.AccountName), Endpoint: tfvalue.TextOrNull(stored.Azure.Endpoint), AccountKeyWOVersion: types.Int64Value(1),
		})
	case stored.HDFS != nil:
		m.HDFS, d = types.ObjectValueFrom(ctx, hdfsTypes, hdfsModel{
			DefaultFS: tfvalue.TextOrNull(stored.HDFS.DefaultFS), Username: tfvalue.TextOrNull(stored.HDFS.Username),
			KerberosPrincipal: tfvalue.TextOrNull(stored.HDFS.KerberosPrincipal), KerberosKeytab: tfvalue.TextOrNull(stored.HDFS.KerberosKeytab),
		})
	case stored.Broker != nil:
		m.Broker, d = types.ObjectValueFrom(ctx, brokerTypes, brokerModel{
			Name: tfvalue.TextOrNull(definition.Broker), SecretsWO: types.MapNull(types.StringType), SecretsWOVersion: secretVersion,
		})
	}
	diags.Append(d...)
	m.Properties = tfvalue.MapOrNull(ctx, properties, diags)
}

// withoutSecrets leaves out properties that are secret by their name, and reports whether there were any.
func withoutSecrets(properties map[string]string) (clean map[string]string, secrets bool) {
	clean = map[string]string{}
	for key, value := range properties {
		if validate.SecretKey.MatchString(key) {
			secrets = true
			continue
		}
		clean[key] = value
	}
	return clean, secrets
}

// drift takes over what differs from what the state would have sent. The comparison goes through the property names of
// the connected line, so that values which the provider derives (an AWS endpoint from its region) do not differ.
func (r *repositoryResource) drift(ctx context.Context, state *repositoryModel, row doris.Repository, definition doris.RepositoryDefinition, diags *diag.Diagnostics) {
	cluster, err := r.instance.Client.Facts(ctx)
	if err != nil {
		r.instance.AddDorisError(diags, err)
		return
	}
	kind := state.kind()
	spec, err := state.storage(ctx, diags).Spec(cluster.Version, row.Name, row.Location, row.ReadOnly)
	if err != nil {
		return // an argument that this line lacks cannot have been sent
	}
	sent, stored := doris.ReadStorage(kind, spec.Properties), doris.ReadStorage(kind, definition.Properties)
	var d diag.Diagnostics
	switch {
	case kind == "s3" && sent.S3 != nil && stored.S3 != nil:
		g := tfvalue.GroupOf[s3Model](ctx, state.S3, diags)
		moved(&g.Endpoint, sent.S3.Endpoint, stored.S3.Endpoint)
		moved(&g.Region, sent.S3.Region, stored.S3.Region)
		moved(&g.RoleARN, sent.S3.RoleARN, stored.S3.RoleARN)
		moved(&g.ExternalID, sent.S3.ExternalID, stored.S3.ExternalID)
		moved(&g.CredentialsProviderType, sent.S3.CredentialsProviderType, stored.S3.CredentialsProviderType)
		if !g.AccessKey.IsNull() { // an access key that was given write-only is not state's business
			moved(&g.AccessKey, sent.S3.AccessKey, stored.S3.AccessKey)
		}
		if stored.S3.Endpoint != "" && sent.S3.UsePathStyle != stored.S3.UsePathStyle {
			g.UsePathStyle = types.BoolValue(stored.S3.UsePathStyle)
		}
		state.S3, d = types.ObjectValueFrom(ctx, s3Types, g)
	case kind == "hdfs" && sent.HDFS != nil && stored.HDFS != nil:
		g := tfvalue.GroupOf[hdfsModel](ctx, state.HDFS, diags)
		moved(&g.DefaultFS, sent.HDFS.DefaultFS, stored.HDFS.DefaultFS)
		moved(&g.Username, sent.HDFS.Username, stored.HDFS.Username)
		moved(&g.KerberosPrincipal, sent.HDFS.KerberosPrincipal, stored.HDFS.KerberosPrincipal)
		moved(&g.KerberosKeytab, sent.HDFS.KerberosKeytab, stored.HDFS.KerberosKeytab)
		state.HDFS, d = types.ObjectValueFrom(ctx, hdfsTypes, g)
	case kind == "broker" && definition.Broker != "":
		g := tfvalue.GroupOf[brokerModel](ctx, state.Broker, diags)
		moved(&g.Name, g.Name.ValueString(), definition.Broker)
		state.Broker, d = types.ObjectValueFrom(ctx, brokerTypes, g)
	}
	diags.Append(d...)
	if kind == "broker" && !cluster.Version.Has(doris.BrokerProperties) {
		definition = withHiddenOfBroker(definition, tfvalue.StringMapOf(state.Properties))
	}
	state.Properties = driftedProperties(ctx, state.Properties, definition, diags)
}

// moved takes a stored value over where it is shown and differs from what was sent.
func moved(attribute *types.String, sent, stored string) {
	if stored != "" && stored != sent {
		*attribute = types.StringValue(stored)
	}
}

// driftedProperties updates the keys that state has; keys that Doris or somebody else added are left alone.
func driftedProperties(ctx context.Context, properties types.Map, definition doris.RepositoryDefinition, diags *diag.Diagnostics) types.Map {
	known := tfvalue.StringMapOf(properties)
	if len(known) == 0 || len(definition.Properties)+len(definition.Masked) == 0 { // Doris shows none of a broker from 3.1 on
		return properties
	}
	masked := map[string]bool{}
	for _, key := range definition.Masked {
		masked[key] = true
	}
	for key := range known {
		stored, shown := definition.Properties[key]
		switch {
		case shown:
			known[key] = stored
		case !masked[key] && !strings.HasPrefix(key, "AWS_"): // AWS_* is dropped from what Doris prints (DORIS.md "Secrets in SHOW CREATE REPOSITORY")
			delete(known, key)
		}
	}
	value, d := types.MapValueFrom(ctx, types.StringType, known)
	diags.Append(d...)
	return value
}

// withHiddenOfBroker adds what Doris does not show of a repository behind a broker: from 3.1 on it keeps none but the keys of the
// broker itself (apache/doris#51888), so that those of its storage cannot have changed.
func withHiddenOfBroker(definition doris.RepositoryDefinition, known map[string]string) doris.RepositoryDefinition {
	shown := map[string]string{}
	for key, value := range known {
		if !strings.HasPrefix(key, brokerPrefix) {
			shown[key] = value
		}
	}
	maps.Copy(shown, definition.Properties)
	definition.Properties = shown
	return definition
}

// brokerPrefix begins the only properties that Doris 3.1 and newer hands a broker.
const brokerPrefix = "broker."
