// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

var _ provider.ProviderWithValidateConfig = (*dorisProvider)(nil)

// ValidateConfig checks what concerns several arguments.
func (p *dorisProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	defer func() { validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics) }()
	guard.RefuseNullElements(req.Config.Raw, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var group tlsModel
	if tlsGroup(ctx, req.Config.GetAttribute, &group, &resp.Diagnostics) && tfvalue.Known(group.Enabled) {
		checkClientPair(group, &resp.Diagnostics)
	}
	var object types.Object
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("object_storage"), &object)...)
	if storage := tfvalue.GroupOf[instance.ObjectStorageModel](ctx, object, &resp.Diagnostics); storage != nil {
		checkKeyPair(*storage, &resp.Diagnostics)
		checkKerberos(storage.HDFSAccess(ctx), &resp.Diagnostics)
	}
}

func checkKeyPair(g instance.ObjectStorageModel, diags *diag.Diagnostics) {
	if g.AccessKey.IsUnknown() || g.SecretKey.IsUnknown() {
		return
	}
	at := path.Root("object_storage")
	switch {
	case g.AccessKey.IsNull() != g.SecretKey.IsNull():
		diags.AddAttributeError(at.AtName("secret_key"), "The keys of the object storage belong together",
			explain.ThreeParts("Only one of object_storage.access_key and object_storage.secret_key is set.", "", "Set both, or neither."))
	case g.AccessKey.IsNull() && tfvalue.Given(g.SessionToken):
		diags.AddAttributeError(at.AtName("session_token"), "The session token needs its keys",
			explain.ThreeParts("object_storage.session_token is set without keys.", "", "Set access_key and secret_key too."))
	}
}

// checkKerberos: a user name is of simple authentication.
func checkKerberos(g *instance.HDFSAccessModel, diags *diag.Diagnostics) {
	if g == nil {
		return
	}
	at := path.Root("object_storage").AtName("hdfs")
	switch kerberos := tfvalue.Given(g.KerberosPrincipal) || tfvalue.Given(g.KerberosKeytab); {
	case kerberos && tfvalue.Given(g.Username):
		diags.AddAttributeError(at.AtName("username"), "The object storage has a user name and Kerberos",
			explain.ThreeParts("object_storage.hdfs has username and kerberos_principal or kerberos_keytab.", "", "Where HDFS wants Kerberos, remove username; else keep it alone."))
	}
}

func checkClientPair(group tlsModel, diags *diag.Diagnostics) {
	cert, key := group.ClientCertPEM, group.ClientKeyPEM
	if cert.IsUnknown() || key.IsUnknown() || cert.IsNull() && key.IsNull() {
		return
	}
	at := path.Root("tls").AtName("client_cert_pem")
	if cert.IsNull() || key.IsNull() {
		diags.AddAttributeError(at, "The client certificate is incomplete",
			explain.ThreeParts("Only one of tls.client_cert_pem and tls.client_key_pem is set.", "", "Set both, or neither."))
		return
	}
	if _, err := tls.X509KeyPair([]byte(cert.ValueString()), []byte(key.ValueString())); err != nil {
		// The error of the tls package names the kind of mistake and no content of the key.
		diags.AddAttributeError(at, "The client certificate does not fit",
			explain.ThreeParts("tls.client_cert_pem and tls.client_key_pem are not a pair: "+strings.TrimPrefix(err.Error(), "tls: ")+".", "",
				"Use the certificate that belongs to the key."))
	}
}

// endpointValidator wants host:port.
type endpointValidator struct{}

func (endpointValidator) Description(context.Context) string {
	return `must be host:port, such as "fe1:9030" or "[::1]:9030"`
}

func (v endpointValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v endpointValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := checkEndpoint(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "The endpoint is not valid", endpointText(req.ConfigValue.ValueString(), err))
	}
}

func endpointText(endpoint string, err error) string {
	return explain.ThreeParts(fmt.Sprintf("%s is not host:port: %s.", redact.Quote(endpoint), err), "",
		`Write the frontend's host and MySQL port (query_port), such as "fe1:9030" or "[::1]:9030", without a scheme.`)
}

// checkEndpoint says what is wrong with an endpoint.
func checkEndpoint(endpoint string) error {
	if strings.Contains(endpoint, "://") {
		return fmt.Errorf("it has a scheme")
	}
	host, port, err := net.SplitHostPort(endpoint)
	if err != nil {
		if addr, ok := err.(*net.AddrError); ok { //nolint:errorlint // net.SplitHostPort returns it bare
			return fmt.Errorf("%s", addr.Err)
		}
		return err
	}
	if host == "" || strings.ContainsAny(host, " /@") {
		return fmt.Errorf("the host is missing or not a name")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("the port is not a number from 1 to 65535")
	}
	return nil
}

// pemValidator wants at least one PEM block of a kind. The value is never shown: it may be a key.
type pemValidator struct{ kind string }

func (v pemValidator) Description(context.Context) string {
	return "must be PEM text with a block " + v.kind
}

func (v pemValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v pemValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for rest := []byte(req.ConfigValue.ValueString()); ; {
		block, more := pem.Decode(rest)
		if block == nil {
			break
		}
		if strings.HasSuffix(block.Type, v.kind) {
			return
		}
		rest = more
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The PEM text is not valid",
		explain.ThreeParts(fmt.Sprintf("%s holds no PEM block %q.", req.Path, v.kind), "",
			`Give the content of the file, such as file("ca.pem"), not its name.`))
}
