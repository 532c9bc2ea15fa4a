// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// certificate makes a key pair in PEM.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
}

func TestProviderValidate(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	cert, key := certificate(t)
	otherCert, _ := certificate(t)
	for name, test := range map[string]struct {
		config providertest.Obj
		wants  []string
	}{
		"nothing":            {providertest.Obj{}, nil},
		"everything":         {providertest.Obj{"endpoints": []string{"fe1:9030", "[::1]:9030"}, "username": "u", "password": "p", "connect_timeout": "5s", "poll_interval": "100ms", "doris_version": "4.1.2", "tls": providertest.Obj{"ca_cert_pem": cert, "client_cert_pem": cert, "client_key_pem": key, "server_name": "fe"}}, nil},
		"unknown":            {providertest.Obj{"endpoints": providertest.NotKnown, "password": providertest.NotKnown, "tls": providertest.NotKnown}, nil},
		"no endpoints":       {providertest.Obj{"endpoints": []string{}}, []string{"endpoints"}},
		"endpoint no port":   {providertest.Obj{"endpoints": []string{"fe1"}}, []string{"The endpoint is not valid", `"fe1" is not host:port: missing port in address.`, "query_port"}},
		"endpoint scheme":    {providertest.Obj{"endpoints": []string{"mysql://fe1:9030"}}, []string{"it has a scheme"}},
		"endpoint bad port":  {providertest.Obj{"endpoints": []string{"fe1:99999"}}, []string{"the port is not a number from 1 to 65535"}},
		"endpoint bare IPv6": {providertest.Obj{"endpoints": []string{"::1:9030"}}, []string{"too many colons in address"}},
		"version":            {providertest.Obj{"doris_version": "four"}, []string{"doris_version"}},
		"poll too fast":      {providertest.Obj{"poll_interval": "10ms"}, []string{"The duration is not valid", "at least 100ms"}},
		"no timeout":         {providertest.Obj{"connect_timeout": "0s"}, []string{"The duration is not valid", "greater than 0"}},
		"certificate alone":  {providertest.Obj{"tls": providertest.Obj{"client_cert_pem": cert}}, []string{"The client certificate is incomplete"}},
		"another's key":      {providertest.Obj{"tls": providertest.Obj{"client_cert_pem": otherCert, "client_key_pem": key}}, []string{"The client certificate does not fit"}},
		"file name as PEM":   {providertest.Obj{"tls": providertest.Obj{"ca_cert_pem": "ca.pem"}}, []string{"The PEM text is not valid", `file("ca.pem")`}},
		"half a key pair":    {providertest.Obj{"object_storage": providertest.Obj{"access_key": "AK"}}, []string{"The keys of the object storage belong together"}},
		"token without keys": {providertest.Obj{"object_storage": providertest.Obj{"session_token": "T"}}, []string{"The session token needs its keys"}},
		"object storage":     {providertest.Obj{"object_storage": providertest.Obj{}}, nil},
		"bucket in endpoint": {providertest.Obj{"object_storage": providertest.Obj{"endpoint": "https://s3.example.com/bucket"}}, []string{"The endpoint of the storage is not valid"}},
		"tls off":            {providertest.Obj{"tls": providertest.Obj{"enabled": false, "client_cert_pem": cert}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := validateProvider(s, test.config)
			providertest.WantText(t, got, test.wants...)
			if strings.Contains(providertest.Texts(got), key) || strings.Contains(providertest.Texts(got), "PRIVATE KEY-----") {
				t.Error("the key is in the text")
			}
		})
	}
}

func TestProviderConfigure(t *testing.T) {
	for name, test := range map[string]struct {
		environment map[string]string
		config      providertest.Obj
		wants       []string
	}{
		"defaults":             {nil, providertest.Obj{}, []string{"No frontend is configured"}},
		"any certificate":      {nil, providertest.Obj{"tls": providertest.Obj{"insecure_skip_verify": true}}, []string{"warning at AttributeName(\"tls\").AttributeName(\"insecure_skip_verify\"): Certificates are not checked"}},
		"any certificate, off": {nil, providertest.Obj{"endpoints": []string{"fe1:9030"}, "tls": providertest.Obj{"insecure_skip_verify": true, "enabled": false}}, nil},
		"bad endpoint":         {map[string]string{provider.EnvEndpoints: "fe1:9030,fe2"}, providertest.Obj{}, []string{"In DORIS_ENDPOINTS", `"fe2" is not host:port`}},
		"endpoints of HCL win": {map[string]string{provider.EnvEndpoints: "fe2"}, providertest.Obj{"endpoints": []string{"fe1:9030"}}, nil},
		"bad tls":              {map[string]string{provider.EnvTLS: "perhaps"}, providertest.Obj{}, []string{"The environment variable DORIS_TLS is not valid"}},
		"bad version":          {map[string]string{provider.EnvVersion: "new"}, providertest.Obj{}, []string{"The Doris version is not valid | DORIS_VERSION is not a version."}},
		"unknown endpoints":    {nil, providertest.Obj{"endpoints": providertest.NotKnown}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.WithoutEnvironment(t)
			for key, text := range test.environment {
				t.Setenv(key, text)
			}
			providertest.WantText(t, providertest.NewServer(t).Configure(test.config), test.wants...)
		})
	}
}

// deafEndpoint accepts connections and never says a word.
func deafEndpoint(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// closedEndpoint refuses connections.
func closedEndpoint(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// A plan of creates without a cluster gives exactly one warning, names every endpoint with its reason and is quick.
func TestPlanWithoutCluster(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	deaf, closed := deafEndpoint(t), closedEndpoint(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{deaf, closed}, "connect_timeout": "500ms"}))
	started := time.Now()
	var all []*tfprotov6.Diagnostic
	for _, name := range []string{"one", "two", "three"} {
		all = append(all, s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(providertest.Obj{"name": name})).Diagnostics...)
	}
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("the plan took %s", took)
	}
	if len(all) != 1 {
		t.Fatalf("one warning wanted, got\n%s", providertest.Texts(all))
	}
	providertest.WantText(t, all, "warning: Doris cannot be reached | None of the frontends answered: ", deaf+" (no answer within", closed+" (connection refused)", "move to the apply")
}

// The environment stands in for what the provider block leaves out.
func TestEndpointsFromEnvironment(t *testing.T) {
	providertest.WithoutEnvironment(t)
	one, two := closedEndpoint(t), closedEndpoint(t)
	t.Setenv(provider.EnvEndpoints, one+", "+two)
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{}))
	providertest.WantText(t, s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(nil)).Diagnostics, one+" (connection refused), "+two+" (connection refused)")
}

// Unknown access to buckets does not hold Doris up.
func TestUnknownObjectStorage(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{closedEndpoint(t)}, "object_storage": providertest.Obj{"secret_key": providertest.NotKnown, "access_key": "AK"}}))
	providertest.WantText(t, s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(nil)).Diagnostics, "Doris cannot be reached")
}

// A wrong password is no missing privilege: one error for all objects, and no GRANT.
func TestLoginRefused(t *testing.T) {
	providertest.WithoutEnvironment(t)
	sim, err := dorissim.Start(dorissim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{sim.Addr()}, "username": "tf", "password": "canary"}))
	var all []*tfprotov6.Diagnostic
	for _, name := range []string{"one", "two"} {
		all = append(all, s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(providertest.Obj{"name": name})).Diagnostics...)
	}
	if len(all) != 1 || strings.Contains(providertest.Texts(all), "GRANT ADMIN") || strings.Contains(providertest.Texts(all), "canary") {
		t.Fatalf("one error wanted, got\n%s", providertest.Texts(all))
	}
	providertest.WantText(t, all, `error: Doris refuses the login | User "tf" cannot log in at `+sim.Addr(), "Doris: \"Access denied for user 'tf'", "Correct username and password of the provider")
}

// Where something must be refreshed, no cluster is an error.
func TestRefreshWithoutCluster(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	closed := closedEndpoint(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{closed}}))
	typ := s.ResourceType("doris_repository")
	resp, err := s.Server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName:     "doris_repository",
		CurrentState: providertest.Dynamic(t, typ, providertest.Obj{"id": "dr_main", "name": "dr_main", "location": "s3://b/p", "read_only": false, "type": "S3", "s3": providertest.Obj{"region": "x", "use_path_style": false}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	providertest.WantText(t, resp.Diagnostics, "error: Doris cannot be reached | None of the frontends answered: "+closed+" (connection refused).", "Check endpoints, the network")

	data, err := s.Server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "doris_snapshots",
		Config:   providertest.Dynamic(t, s.DataType("doris_snapshots"), providertest.Obj{"repository": "dr_main"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	providertest.WantText(t, data.Diagnostics, "error: Doris cannot be reached", closed)
}

// While the provider configuration is unknown nothing is asked and nothing is wrong; a data source cannot wait.
func TestUnknownProviderConfiguration(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": providertest.NotKnown}))
	providertest.WantText(t, s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(nil)).Diagnostics)
	data, err := s.Server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "doris_snapshots",
		Config:   providertest.Dynamic(t, s.DataType("doris_snapshots"), providertest.Obj{"repository": "dr_main"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	providertest.WantText(t, data.Diagnostics, "error: The provider configuration is not known yet", "endpoints is known only after")
}

// Destroying a repository announces that its data stays, also without a cluster.
func TestPlanDestroyKeepsData(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{closedEndpoint(t)}}))
	state := providertest.Obj{"id": "dr_main", "name": "dr_main", "location": "s3://acme-doris/prod", "read_only": false, "type": "S3", "s3": providertest.Obj{"region": "x", "use_path_style": false}}
	got := s.Plan(t.Context(), "doris_repository", state, nil).Diagnostics
	providertest.WantText(t, got, `warning: Remote data stays | Repository "dr_main" is unregistered; everything under s3://acme-doris/prod stays.`)
	if len(got) != 1 {
		t.Errorf("one warning wanted, got\n%s", providertest.Texts(got))
	}
}
