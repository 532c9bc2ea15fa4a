// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// Environment variables that stand in for arguments of the provider.
const (
	envEndpoints = "DORIS_ENDPOINTS"
	envUsername  = "DORIS_USERNAME"
	envPassword  = "DORIS_PASSWORD"
	envTLS       = "DORIS_TLS"
	envVersion   = "DORIS_VERSION"
)

// What is used when nothing is configured.
const (
	defaultEndpoint = "127.0.0.1:9030"
	defaultUsername = "root"
)

// Configure prepares an instance; it opens no connection. With unknown arguments the instance has no client, and work
// moves to the apply.
func (p *dorisProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	defer func() { validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics) }()
	var checked provider.ValidateConfigResponse // once more, now that variables are known
	p.ValidateConfig(ctx, provider.ValidateConfigRequest{Config: req.Config}, &checked)
	resp.Diagnostics.Append(checked.Diagnostics...)
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	in := &instance.Instance{}
	in.Settings.Unknown = unknownArguments(ctx, model)
	in.Settings.Poll = tfvalue.Duration(model.PollInterval, 0)
	in.Settings.Username = textOr(model.Username, envUsername, defaultUsername)
	if len(in.Settings.Unknown) == 0 {
		p.open(ctx, in, model, req, &resp.Diagnostics)
	}
	resp.ResourceData = in
	resp.DataSourceData = in
}

// open makes client and runner of a fully known configuration.
func (p *dorisProvider) open(ctx context.Context, in *instance.Instance, model providerModel, req provider.ConfigureRequest, diags *diag.Diagnostics) {
	var group tlsModel
	hasTLS := tlsGroup(ctx, req.Config.GetAttribute, &group, diags)
	config := doris.Config{
		Endpoints:      endpointsOf(ctx, model, diags),
		Username:       in.Settings.Username,
		Password:       textOr(model.Password, envPassword, ""),
		ConnectTimeout: tfvalue.Duration(model.ConnectTimeout, 10*time.Second),
		Version:        textOr(model.DorisVersion, envVersion, ""),
		Log:            instance.LogLine,
	}
	if config.Version != "" && !versionPattern.MatchString(config.Version) {
		diags.AddAttributeError(path.Root("doris_version"), "The Doris version is not valid",
			explain.ThreeParts(envVersion+" is not a version.", "", `Set it to x.y or x.y.z, such as "4.1", or remove it.`))
	}
	if hasTLS {
		config.TLS = tlsConfig(group, diags)
		if config.TLS != nil && config.TLS.InsecureSkipVerify {
			diags.AddAttributeWarning(path.Root("tls").AtName("insecure_skip_verify"), "Certificates are not checked",
				"tls.insecure_skip_verify is true: whoever answers at the endpoints gets the password and every statement, repository keys included. For tests only; otherwise set tls.ca_cert_pem.")
		}
		in.AddSecrets(group.ClientKeyPEM.ValueString())
	} else if enabled, ok := envTrue(envTLS); ok && enabled && model.TLS.IsNull() {
		config.TLS = tlsConfig(tlsModel{}, diags)
	} else if !ok {
		diags.AddAttributeError(path.Root("tls"), "The environment variable DORIS_TLS is not valid",
			explain.ThreeParts("DORIS_TLS is neither true nor false.", "", "Set it to true or false, or remove it."))
	}
	if diags.HasError() {
		return
	}
	// Unknown access to buckets holds nothing up: it is only an addition, and known during apply.
	if objects := tfvalue.GroupOf[instance.ObjectStorageModel](ctx, model.ObjectStorage, diags); objects != nil && tfvalue.WhollyKnown(ctx, model.ObjectStorage) {
		in.Settings.Objects = objects
		in.AddSecrets(objects.SecretKey.ValueString(), objects.SessionToken.ValueString())
		if azure := objects.AzureAccess(ctx); azure != nil {
			in.AddSecrets(azure.AccountKey.ValueString())
		}
	}
	in.AddSecrets(config.Password)
	config.Secrets = in.Secrets
	client, err := doris.Open(config)
	if err != nil {
		diags.AddError("The provider configuration is not usable", explain.ThreeParts(explain.Sentence(err.Error()), "", "Correct the provider block."))
		return
	}
	in.Client = client
	in.Runner = job.New(client, job.Options{Poll: in.Settings.Poll, Log: instance.LogLine})
}

// unknownArguments names the arguments whose value is known only during apply.
func unknownArguments(ctx context.Context, model providerModel) []string {
	var unknown []string
	for _, argument := range []struct {
		name  string
		value attr.Value
	}{
		{"endpoints", model.Endpoints},
		{"username", model.Username},
		{"password", model.Password},
		{"tls", model.TLS},
		{"connect_timeout", model.ConnectTimeout},
		{"poll_interval", model.PollInterval},
		{"doris_version", model.DorisVersion},
	} {
		if !tfvalue.WhollyKnown(ctx, argument.value) {
			unknown = append(unknown, argument.name)
		}
	}
	return unknown
}

func endpointsOf(ctx context.Context, model providerModel, diags *diag.Diagnostics) []string {
	var endpoints []string
	if !model.Endpoints.IsNull() {
		diags.Append(model.Endpoints.ElementsAs(ctx, &endpoints, false)...)
		return endpoints
	}
	for _, endpoint := range strings.Split(os.Getenv(envEndpoints), ",") {
		if endpoint = strings.TrimSpace(endpoint); endpoint == "" {
			continue
		}
		if err := checkEndpoint(endpoint); err != nil {
			diags.AddAttributeError(path.Root("endpoints"), "The endpoint is not valid", "In "+envEndpoints+": "+endpointText(endpoint, err))
			continue
		}
		endpoints = append(endpoints, endpoint)
	}
	if len(endpoints) == 0 && !diags.HasError() {
		endpoints = []string{defaultEndpoint}
		diags.AddAttributeWarning(path.Root("endpoints"), "No frontend is configured", noEndpointText(model))
	}
	return endpoints
}

// noEndpointText: a variable that was forgotten must not aim at whatever listens on this machine without a word. It is said
// when the provider is configured, once per operation, and not by validate, which knows no environment of the run.
func noEndpointText(model providerModel) string {
	user := textOr(model.Username, envUsername, defaultUsername)
	next := fmt.Sprintf("Set endpoints = [\"fe1:9030\"] in the provider block, or the environment variable %s=fe1:9030", envEndpoints)
	if model.Username.IsNull() && os.Getenv(envUsername) == "" {
		next += fmt.Sprintf("; and username, or %s", envUsername)
	}
	return explain.ThreeParts(fmt.Sprintf("Neither endpoints nor %s is set, so user %q logs in to the frontend at %s, on this machine.", envEndpoints, user, defaultEndpoint), "",
		next+fmt.Sprintf(". If this frontend is meant, write endpoints = [%q].", defaultEndpoint))
}

// tlsGroup reads the group tls; false when it is not configured, unknown or switched off.
func tlsGroup(ctx context.Context, get func(context.Context, path.Path, any) diag.Diagnostics, group *tlsModel, diags *diag.Diagnostics) bool {
	var object types.Object
	diags.Append(get(ctx, path.Root("tls"), &object)...)
	if diags.HasError() || object.IsNull() || object.IsUnknown() {
		return false
	}
	diags.Append(object.As(ctx, group, basetypes.ObjectAsOptions{})...)
	return !diags.HasError() && (group.Enabled.IsNull() || group.Enabled.IsUnknown() || group.Enabled.ValueBool())
}

// tlsConfig is the group as Go's TLS settings: TLS 1.2 or newer.
func tlsConfig(group tlsModel, diags *diag.Diagnostics) *tls.Config {
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         group.ServerName.ValueString(),
		InsecureSkipVerify: group.InsecureSkipVerify.ValueBool(), //nolint:gosec // asked for, and said by a warning
	}
	if ca := group.CACertPEM.ValueString(); ca != "" {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM([]byte(ca)) {
			diags.AddAttributeError(path.Root("tls").AtName("ca_cert_pem"), "The PEM text is not valid",
				explain.ThreeParts("tls.ca_cert_pem holds no certificate that can be read.", "", `Give the content of the file, such as file("ca.pem").`))
		}
	}
	if cert := group.ClientCertPEM.ValueString(); cert != "" && !diags.HasError() {
		if pair, err := tls.X509KeyPair([]byte(cert), []byte(group.ClientKeyPEM.ValueString())); err == nil {
			config.Certificates = []tls.Certificate{pair}
		}
	}
	return config
}

// textOr is the argument, else the environment variable, else fallback.
func textOr(value types.String, env, fallback string) string {
	if !value.IsNull() {
		return value.ValueString()
	}
	if text := os.Getenv(env); text != "" {
		return text
	}
	return fallback
}

// envTrue reads a boolean environment variable; ok is false when it holds something else.
func envTrue(name string) (value, ok bool) {
	switch strings.ToLower(os.Getenv(name)) {
	case "true", "1":
		return true, true
	case "", "false", "0":
		return false, true
	}
	return false, false
}
