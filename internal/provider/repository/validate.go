// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// ValidateConfig checks what can be known without a cluster. Unknown values pass; they are checked again when known.
func (r *repositoryResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config repositoryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	diags := &resp.Diagnostics
	checkOneKind(config, diags)
	if diags.HasError() {
		return
	}
	checkLocation(config, diags)
	if g := tfvalue.GroupOf[s3Model](ctx, config.S3, diags); g != nil {
		checkS3(*g, diags)
	}
	if g := tfvalue.GroupOf[hdfsModel](ctx, config.HDFS, diags); g != nil {
		checkHDFS(*g, diags)
	}
	if g := tfvalue.GroupOf[azureModel](ctx, config.Azure, diags); g != nil {
		checkAzureEndpoint(*g, diags)
		checkNotEmpty(path.Root("azure").AtName("account_key_wo"), g.AccountKeyWO, diags)
		checkAccountName(g.AccountName, diags)
	}
	if g := tfvalue.GroupOf[brokerModel](ctx, config.Broker, diags); g != nil {
		if !g.SecretsWO.IsUnknown() && !g.SecretsWOVersion.IsUnknown() && g.SecretsWO.IsNull() != g.SecretsWOVersion.IsNull() {
			addGroupError(diags, "broker", "secrets_wo_version", "The secrets and their version belong together",
				"Only one of broker.secrets_wo and broker.secrets_wo_version is set.", "Set both, or neither.")
		}
	}
	checkProperties(config, diags)
}

func checkOneKind(config repositoryModel, diags *diag.Diagnostics) {
	var set []string
	for _, group := range []struct {
		name  string
		value types.Object
	}{{"s3", config.S3}, {"azure", config.Azure}, {"hdfs", config.HDFS}, {"broker", config.Broker}} {
		if group.value.IsUnknown() {
			return
		}
		if !group.value.IsNull() {
			set = append(set, group.name)
		}
	}
	if len(set) == 1 {
		return
	}
	happened := "None of s3, azure, hdfs and broker is set."
	if len(set) > 1 {
		happened = strings.Join(set, " and ") + " are set."
	}
	diags.AddError("A repository needs exactly one storage", explain.ThreeParts(happened, "",
		`Set one of them, such as s3 = { endpoint = "https://s3.eu-central-1.amazonaws.com", region = "eu-central-1" }.`))
}

// schemes are the schemes of a location that fit a group.
var schemes = map[string][]string{"s3": {"s3"}, "azure": {"s3"}, "hdfs": {"hdfs", "viewfs"}}

// checkLocation keeps locations away that Doris accepts or mangles without a word (recorded: repository_bad).
func checkLocation(config repositoryModel, diags *diag.Diagnostics) {
	if config.Location.IsNull() || config.Location.IsUnknown() {
		return
	}
	location, kind := config.Location.ValueString(), config.kind()
	fail := func(happened, next string) {
		diags.AddAttributeError(path.Root("location"), "The location is not valid", explain.ThreeParts(happened, "", next))
	}
	scheme, rest, found := strings.Cut(location, "://")
	bucket, _, _ := strings.Cut(rest, "/")
	hadoop := kind == "hdfs" || kind == "broker"
	switch {
	case strings.ContainsAny(location, "\"'`\\") || strings.ContainsFunc(location, unprintable):
		fail(fmt.Sprintf("location is %s; it holds a quote, a backslash or white space.", redact.Quote(location)), "Use another path: Doris takes such characters as they are and other tools do not.")
	case hadoop && strings.ContainsAny(location, "?#*[]{}"):
		fail(fmt.Sprintf("location is %s; it holds one of ? # * [ ] { }.", redact.Quote(location)), "Use another path: Doris takes ? * [ ] { } for a pattern and writes into another file at #, so that it would not find what it wrote.")
	case strings.ContainsAny(location, "|^<>"):
		fail(fmt.Sprintf("location is %s; it holds one of | ^ < >.", redact.Quote(location)), "Use another path: Doris can register this one and then not use it (\"Illegal character in path\").")
	case brokenEscape.MatchString(location):
		fail(fmt.Sprintf("location is %s; it holds a %% without two hexadecimal digits behind it.", redact.Quote(location)), "Use another path: Doris can register this one and then not use it (\"Malformed escape pair\").")
	case !hadoop && strings.ContainsAny(location, "?#*[]{}"):
		fail(fmt.Sprintf("location is %s; it holds one of ? # * [ ] { }.", redact.Quote(location)), "Use another path: Doris cuts a location off at ? and #, and takes the others for a pattern, so that it would not find what it wrote.")
	case !found:
		fail(fmt.Sprintf("location is %s; it has no scheme.", redact.Quote(location)), `Write the whole address, such as "s3://bucket/path" or "hdfs://namenode:8020/path".`)
	case kind != "" && kind != "broker" && !slices.Contains(schemes[kind], scheme):
		fail(fmt.Sprintf("location is %s; with %s it must begin with %s.", redact.Quote(location), kind, strings.Join(appendEach(schemes[kind], "://"), " or ")), schemeAdvice(kind, scheme, rest))
	case slices.Contains(schemes[kind], "s3") && strings.ContainsAny(bucket, "@:"):
		// The value is not repeated: what stands before the @ may be a secret.
		diags.AddAttributeError(path.Root("location"), "The location is not valid", explain.ThreeParts("location holds more than a bucket before its path: an account, keys or a port.", "",
			`Write "s3://bucket/path"; keys, account and the address of the storage have arguments of their own.`))
	case bucket == "":
		fail(fmt.Sprintf("location is %s; %s is missing.", redact.Quote(location), map[bool]string{true: "the name node or name service", false: "the bucket"}[kind == "hdfs"]),
			fmt.Sprintf("Write it after the two slashes, such as %q.", map[bool]string{true: "hdfs://nn1:8020/path", false: "s3://bucket/path"}[kind == "hdfs"]))
	case strings.HasSuffix(rest, "/"):
		fail(fmt.Sprintf("location is %s; it ends with a slash.", redact.Quote(location)),
			fmt.Sprintf("Write %q. With the slash Doris and its backends can compute different paths.", strings.TrimRight(location, "/")))
	case strings.Contains("/"+rest+"/", "/../"), strings.Contains("/"+rest+"/", "/./"):
		fail(fmt.Sprintf("location is %s; it holds . or .. as a name.", redact.Quote(location)), "Write the path without: Doris resolves such names, and other tools take them as they are.")
	case strings.Contains(rest, "//"):
		fail(fmt.Sprintf("location is %s; it holds two slashes in a row.", redact.Quote(location)),
			fmt.Sprintf("Write %q. Frontends and backends treat the empty name differently.", scheme+"://"+doubleSlash.ReplaceAllString(rest, "/")))
	}
}

// brokenEscape is a percent sign that begins no escape.
var brokenEscape = regexp.MustCompile(`%(?:[^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)`)

// unprintable reports white space and control characters, which Java's URI refuses in a path.
func unprintable(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

var doubleSlash = regexp.MustCompile(`/{2,}`)

// schemeAdvice explains a scheme of another tool instead of changing it silently.
func schemeAdvice(kind, scheme, rest string) string {
	switch {
	case kind == "hdfs":
		return "Use the address of HDFS, or the group that fits the location (s3 for s3://)."
	case scheme == "hdfs" || scheme == "viewfs":
		return "Use the group hdfs for this location, or an s3:// location."
	case slices.Contains([]string{"s3a", "s3n", "oss", "cos", "cosn", "obs", "gs", "minio", "bos"}, strings.ToLower(scheme)):
		return fmt.Sprintf("Write %q: Doris reaches this storage through its S3 interface, whatever other tools call it. The storage itself is told by endpoint.", "s3://"+rest)
	case slices.Contains([]string{"abfs", "abfss", "wasb", "wasbs", "az", "azure"}, strings.ToLower(scheme)):
		container, _, _ := strings.Cut(rest, "@")
		return fmt.Sprintf("Write \"s3://%s/path\" with the group azure: the container stands where a bucket would.", container)
	case scheme == "http" || scheme == "https":
		return "Write s3://bucket/path here; the URL of the storage belongs into endpoint."
	}
	return `Write "s3://bucket/path".`
}

// checkNotEmpty refuses empty texts: Doris would not be told of them, and they mostly come from a variable that is not set.
func checkNotEmpty(at path.Path, value types.String, diags *diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() || value.ValueString() != "" {
		return
	}
	diags.AddAttributeError(at, "The argument is empty", explain.ThreeParts(fmt.Sprintf("%s is \"\".", at), "",
		"Give it a value, or leave it out. The variable that it comes from is probably not set."))
}

func checkS3(g s3Model, diags *diag.Diagnostics) {
	at := path.Root("s3")
	for _, argument := range []struct {
		name  string
		value types.String
	}{
		{"region", g.Region}, {"access_key", g.AccessKey}, {"access_key_wo", g.AccessKeyWO}, {"secret_key_wo", g.SecretKeyWO},
		{"session_token_wo", g.SessionTokenWO}, {"role_arn", g.RoleARN}, {"external_id", g.ExternalID},
	} {
		checkNotEmpty(at.AtName(argument.name), argument.value, diags)
	}
	checkStorageEndpoint(at.AtName("endpoint"), g.Endpoint, diags)
	if azureHost.MatchString(hostOf(g.Endpoint.ValueString())) {
		diags.AddAttributeError(at.AtName("endpoint"), "Azure Blob Storage does not speak S3", explain.ThreeParts(
			fmt.Sprintf("s3.endpoint is %q.", g.Endpoint.ValueString()), "",
			`Use the group azure instead: azure = { account_name = "...", account_key_wo = ..., account_key_wo_version = 1 }.`))
	}
	if g.Endpoint.IsNull() && g.Region.IsNull() {
		diags.AddAttributeError(at, "The storage needs an endpoint or a region", explain.ThreeParts("Neither s3.endpoint nor s3.region is set.", "",
			"AWS: set region. Any other storage: set endpoint, and region too where the storage has regions."))
	}
	checkS3Keys(g, diags)
}

// checkS3Keys refuses keys that do not belong together. While Terraform validates, a variable is unknown, also one whose
// value is null: a check is silent while anything in it is unknown, and is made again in the plan.
func checkS3Keys(g s3Model, diags *diag.Diagnostics) {
	plainKey, keyWO, secret, token, version := tfvalue.Given(g.AccessKey), tfvalue.Given(g.AccessKeyWO), tfvalue.Given(g.SecretKeyWO), tfvalue.Given(g.SessionTokenWO), tfvalue.Given(g.SecretKeyWOVersion)
	role, external, provider := tfvalue.Given(g.RoleARN), tfvalue.Given(g.ExternalID), tfvalue.Given(g.CredentialsProviderType)
	switch {
	case plainKey && keyWO:
		addGroupError(diags, "s3", "access_key_wo", "There are two access keys", "s3.access_key and s3.access_key_wo are both set.", "Keep one of them.")
	case (plainKey || keyWO || token || version) && g.SecretKeyWO.IsNull():
		addGroupError(diags, "s3", "secret_key_wo", "The secret key is missing",
			fmt.Sprintf("s3.%s is set without s3.secret_key_wo.", firstSet(plainKey, "access_key", keyWO, "access_key_wo", token, "session_token_wo", version, "secret_key_wo_version")),
			"Set secret_key_wo and secret_key_wo_version. The secret key is write-only: it is never stored.")
	case secret && g.AccessKey.IsNull() && g.AccessKeyWO.IsNull():
		addGroupError(diags, "s3", "access_key", "The access key is missing", "s3.secret_key_wo is set without an access key.", "Set access_key, or access_key_wo for an ephemeral value.")
	case secret && g.SecretKeyWOVersion.IsNull():
		addGroupError(diags, "s3", "secret_key_wo_version", "The secret key needs a version", "s3.secret_key_wo is set without s3.secret_key_wo_version.",
			"Set secret_key_wo_version = 1, and change the number whenever the secret key changes: Terraform cannot see that.")
	case (role || external || provider) && (plainKey || keyWO || secret):
		addGroupError(diags, "s3", firstSet(role, "role_arn", external, "external_id", provider, "credentials_provider_type"), "Keys and a role exclude each other",
			"s3 has keys and one of role_arn, external_id and credentials_provider_type.", "Keep the keys or the role.")
	case external && g.RoleARN.IsNull():
		addGroupError(diags, "s3", "external_id", "The external id needs a role", "s3.external_id is set without s3.role_arn.", "Set role_arn, or remove external_id.")
	}
}

func checkHDFS(g hdfsModel, diags *diag.Diagnostics) {
	principal, keytab := tfvalue.Given(g.KerberosPrincipal), tfvalue.Given(g.KerberosKeytab)
	switch {
	case g.KerberosPrincipal.IsUnknown() || g.KerberosKeytab.IsUnknown():
	case principal != keytab:
		addGroupError(diags, "hdfs", firstSet(principal, "kerberos_keytab", keytab, "kerberos_principal"), "Kerberos needs principal and keytab",
			"Only one of hdfs.kerberos_principal and hdfs.kerberos_keytab is set.", "Set both. The keytab file must lie at this path on every frontend and backend.")
	case principal && tfvalue.Given(g.Username):
		addGroupError(diags, "hdfs", "username", "Kerberos and a user name exclude each other", "hdfs.username is set together with Kerberos.",
			"Remove username: with Kerberos the user is the principal.")
	}
}

// checkStorageEndpoint wants a URL or a host without a path: the bucket belongs into the location.
func checkStorageEndpoint(at path.Path, endpoint types.String, diags *diag.Diagnostics) {
	if endpoint.IsNull() || endpoint.IsUnknown() {
		return
	}
	text := endpoint.ValueString()
	fail := func(what, next string) {
		diags.AddAttributeError(at, "The endpoint of the storage is not valid", explain.ThreeParts(fmt.Sprintf("%s is %s; %s.", at, redact.Quote(text), what), "", next))
	}
	example := `Write a URL or a host, such as "https://s3.eu-central-1.amazonaws.com" or "http://minio:9000".`
	full := text
	if !strings.Contains(full, "://") {
		full = "https://" + full
	}
	u, err := url.Parse(full)
	switch {
	case strings.Contains(text, "@"):
		// The value is not repeated: it holds a secret.
		diags.AddAttributeError(at, "The endpoint of the storage is not valid", explain.ThreeParts(fmt.Sprintf("%s holds credentials.", at), "",
			"Remove them: keys have arguments of their own."))
	case err != nil || u.Host == "" || strings.ContainsAny(text, "\"'`\\ \t\r\n"):
		fail("it is neither a URL nor a host", example)
	case u.Scheme != "http" && u.Scheme != "https":
		fail("only http and https are possible", example)
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		fail("it holds a path", "Keep scheme, host and port only; the bucket and the path belong into location.")
	}
}

// checkAccountName refuses what is no account, mostly its key or its address: everything in this argument is kept in state.
func checkAccountName(name types.String, diags *diag.Diagnostics) {
	if name.ValueString() == "" || accountName.MatchString(name.ValueString()) {
		return
	}
	// The value is not repeated: it may be the key.
	addGroupError(diags, "azure", "account_name", "The account name is not valid", "azure.account_name holds other characters than a name of a storage account has.",
		"Write the name alone, such as \"acme\": lower case letters and digits, not the address of the account, and not its key, which belongs into account_key_wo.")
}

// accountName is wider than Azure's own rule (3 to 24 lower case letters and digits): an emulator takes other names.
var accountName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// checkAzureEndpoint is checkStorageEndpoint, but the path may be the account: that is how an emulator has it.
func checkAzureEndpoint(g azureModel, diags *diag.Diagnostics) {
	at := path.Root("azure").AtName("endpoint")
	if g.Endpoint.IsNull() || g.Endpoint.IsUnknown() {
		return
	}
	text := g.Endpoint.ValueString()
	if host := hostOf(text); dfsHost.MatchString(host) {
		diags.AddAttributeError(at, "The endpoint of the storage is not valid", explain.ThreeParts(
			fmt.Sprintf("%s is %s, the endpoint of Data Lake Storage; Doris writes blobs.", at, redact.Quote(text)), "",
			fmt.Sprintf("Write \"https://%s\", or remove endpoint.", strings.Replace(host, ".dfs.", ".blob.", 1))))
		return
	}
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "", text
	}
	host, folder, _ := strings.Cut(rest, "/")
	folder = strings.TrimSuffix(folder, "/")
	account := g.AccountName.ValueString()
	if folder != "" && (g.AccountName.IsUnknown() && !strings.ContainsAny(folder, "/?#") || folder == account) {
		text = host
		if found {
			text = scheme + "://" + host
		}
	} else if folder != "" && account != "" && !strings.ContainsAny(text, "@\"'`\\ \t\r\n?#") {
		diags.AddAttributeError(at, "The endpoint of the storage is not valid", explain.ThreeParts(
			fmt.Sprintf("%s is %s; its path is neither empty nor the account, %q.", at, redact.Quote(text), account), "",
			"Keep scheme, host and port, and the account where the storage wants it in the path; the container belongs into location."))
		return
	}
	checkStorageEndpoint(at, types.StringValue(text), diags)
}

// dfsHost is the endpoint of Azure Data Lake Storage, beside that of the blobs of the same account.
var dfsHost = regexp.MustCompile(`\.dfs\.(?:core\.windows\.net|core\.chinacloudapi\.cn|core\.usgovcloudapi\.net|core\.cloudapi\.de|storage\.azure\.net)$`)

// argumentKeys are properties that arguments set, under any of their names (DORIS.md "Storages").
var argumentKeys = map[string]string{
	"s3.endpoint": "s3.endpoint", "aws_endpoint": "s3.endpoint", "endpoint": "s3.endpoint", "minio.endpoint": "s3.endpoint",
	"oss.endpoint": "s3.endpoint", "cos.endpoint": "s3.endpoint", "obs.endpoint": "s3.endpoint", "gs.endpoint": "s3.endpoint",
	"s3.region": "s3.region", "aws_region": "s3.region", "region": "s3.region", "oss.region": "s3.region", "cos.region": "s3.region",
	"obs.region": "s3.region", "minio.region": "s3.region", "gs.region": "s3.region",
	"use_path_style": "s3.use_path_style", "s3.path-style-access": "s3.use_path_style", "minio.use_path_style": "s3.use_path_style",
	"s3.access_key": "s3.access_key", "aws_access_key": "s3.access_key", "access_key": "s3.access_key", "minio.access_key": "s3.access_key",
	"oss.access_key": "s3.access_key", "cos.access_key": "s3.access_key", "obs.access_key": "s3.access_key", "gs.access_key": "s3.access_key",
	"s3.role_arn": "s3.role_arn", "aws_role_arn": "s3.role_arn", "s3.external_id": "s3.external_id", "aws_external_id": "s3.external_id",
	"s3.credentials_provider_type": "s3.credentials_provider_type", "aws_credentials_provider_type": "s3.credentials_provider_type",
	"azure.account_name": "azure.account_name", "azure.endpoint": "azure.endpoint",
	"fs.defaultfs": "hdfs.default_fs", "hadoop.username": "hdfs.username", "hadoop.kerberos.principal": "hdfs.kerberos_principal",
	"hadoop.kerberos.keytab": "hdfs.kerberos_keytab",
}

// checkProperties refuses what has an argument of its own and what is secret: state must not hold it.
func checkProperties(config repositoryModel, diags *diag.Diagnostics) {
	if config.Properties.IsNull() || config.Properties.IsUnknown() {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(config.Properties.Elements())) {
		at := path.Root("properties").AtMapKey(key)
		lower := strings.ToLower(key)
		switch {
		case strings.TrimSpace(key) == "":
			diags.AddAttributeError(at, "The property has no name", explain.ThreeParts("properties has an empty key.", "", "Remove it."))
		case validate.SecretKey.MatchString(lower) && config.kind() == "broker":
			diags.AddAttributeError(at, "The property holds a secret", explain.ThreeParts(fmt.Sprintf("properties has the key %s, and everything in it is kept in state.", redact.Quote(key)), "",
				"Put it into broker.secrets_wo, which is never stored."))
		case validate.SecretKey.MatchString(lower):
			diags.AddAttributeError(at, "The property holds a secret", explain.ThreeParts(fmt.Sprintf("properties has the key %s, and everything in it is kept in state.", redact.Quote(key)), "",
				secretAdvice(config.kind())))
		case doris.AsksForAzure(key, textOf(config.Properties.Elements()[key])) && config.kind() != "azure" && config.kind() != "broker" && config.kindKnown():
			diags.AddAttributeError(at, "The property makes it a repository in Azure", explain.ThreeParts(fmt.Sprintf("properties has the key %s, by which Doris takes the storage for Azure.", redact.Quote(key)), "",
				"Use the group azure, and remove the key."))
		case argumentKeys[lower] != "" && config.kind() != "broker" && config.kindKnown():
			diags.AddAttributeError(at, "The property has an argument", explain.ThreeParts(fmt.Sprintf("properties has the key %q, which the argument %s sets.", key, argumentKeys[lower]), "",
				fmt.Sprintf("Use %s, and remove the key.", argumentKeys[lower])))
		}
	}
}

// secretAdvice says where a secret of this kind of storage belongs.
func secretAdvice(kind string) string {
	switch kind {
	case "s3":
		return "Use s3.secret_key_wo or s3.session_token_wo, which are never stored, and remove the key."
	case "azure":
		return "Use azure.account_key_wo, which is never stored, and remove the key."
	case "hdfs":
		return "Remove the key: no argument of hdfs takes a password. Write it into core-site.xml or hdfs-site.xml in the folder conf of every frontend and backend."
	}
	return "Use the write-only arguments of the storage (s3.secret_key_wo, s3.session_token_wo, azure.account_key_wo)."
}

// textOf is a text among the elements of a map, "" when it is null or unknown.
func textOf(value attr.Value) string {
	text, _ := value.(types.String)
	return text.ValueString()
}

// firstSet is the name of the first true condition of pairs (bool, name).
func firstSet(pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if set, ok := pairs[i].(bool); ok && set {
			name, _ := pairs[i+1].(string)
			return name
		}
	}
	return ""
}

func addGroupError(diags *diag.Diagnostics, group, argument, summary, happened, next string) {
	diags.AddAttributeError(path.Root(group).AtName(argument), summary, explain.ThreeParts(happened, "", next))
}

func appendEach(list []string, suffix string) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = one + suffix
	}
	return out
}
