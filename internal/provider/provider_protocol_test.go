// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

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
)

// withoutEnvironment keeps an operator's shell out of a test.
func withoutEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{envEndpoints, envUsername, envPassword, envTLS, envVersion} {
		t.Setenv(name, "")
	}
}

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
	withoutEnvironment(t)
	s := newServer(t)
	cert, key := certificate(t)
	otherCert, _ := certificate(t)
	for name, test := range map[string]struct {
		config obj
		wants  []string
	}{
		"nothing":            {obj{}, nil},
		"everything":         {obj{"endpoints": []string{"fe1:9030", "[::1]:9030"}, "username": "u", "password": "p", "connect_timeout": "5s", "poll_interval": "100ms", "doris_version": "4.1.2", "tls": obj{"ca_cert_pem": cert, "client_cert_pem": cert, "client_key_pem": key, "server_name": "fe"}}, nil},
		"unknown":            {obj{"endpoints": notKnown, "password": notKnown, "tls": notKnown}, nil},
		"no endpoints":       {obj{"endpoints": []string{}}, []string{"endpoints"}},
		"endpoint no port":   {obj{"endpoints": []string{"fe1"}}, []string{"The endpoint is not valid", `"fe1" is not host:port: missing port in address.`, "query_port"}},
		"endpoint scheme":    {obj{"endpoints": []string{"mysql://fe1:9030"}}, []string{"it has a scheme"}},
		"endpoint bad port":  {obj{"endpoints": []string{"fe1:99999"}}, []string{"the port is not a number from 1 to 65535"}},
		"endpoint bare IPv6": {obj{"endpoints": []string{"::1:9030"}}, []string{"too many colons in address"}},
		"version":            {obj{"doris_version": "four"}, []string{"doris_version"}},
		"poll too fast":      {obj{"poll_interval": "10ms"}, []string{"The duration is not valid", "at least 100ms"}},
		"no timeout":         {obj{"connect_timeout": "0s"}, []string{"The duration is not valid", "greater than 0"}},
		"certificate alone":  {obj{"tls": obj{"client_cert_pem": cert}}, []string{"The client certificate is incomplete"}},
		"another's key":      {obj{"tls": obj{"client_cert_pem": otherCert, "client_key_pem": key}}, []string{"The client certificate does not fit"}},
		"file name as PEM":   {obj{"tls": obj{"ca_cert_pem": "ca.pem"}}, []string{"The PEM text is not valid", `file("ca.pem")`}},
		"half a key pair":    {obj{"object_storage": obj{"access_key": "AK"}}, []string{"The keys of the object storage belong together"}},
		"token without keys": {obj{"object_storage": obj{"session_token": "T"}}, []string{"The session token needs its keys"}},
		"object storage":     {obj{"object_storage": obj{}}, nil},
		"bucket in endpoint": {obj{"object_storage": obj{"endpoint": "https://s3.example.com/bucket"}}, []string{"The endpoint of the storage is not valid"}},
		"tls off":            {obj{"tls": obj{"enabled": false, "client_cert_pem": cert}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.validateProvider(test.config)
			wantText(t, got, test.wants...)
			if strings.Contains(texts(got), key) || strings.Contains(texts(got), "PRIVATE KEY-----") {
				t.Error("the key is in the text")
			}
		})
	}
}

func TestProviderConfigure(t *testing.T) {
	for name, test := range map[string]struct {
		environment map[string]string
		config      obj
		wants       []string
	}{
		"defaults":             {nil, obj{}, []string{"No frontend is configured"}},
		"any certificate":      {nil, obj{"tls": obj{"insecure_skip_verify": true}}, []string{"warning at AttributeName(\"tls\").AttributeName(\"insecure_skip_verify\"): Certificates are not checked"}},
		"any certificate, off": {nil, obj{"endpoints": []string{"fe1:9030"}, "tls": obj{"insecure_skip_verify": true, "enabled": false}}, nil},
		"bad endpoint":         {map[string]string{envEndpoints: "fe1:9030,fe2"}, obj{}, []string{"In DORIS_ENDPOINTS", `"fe2" is not host:port`}},
		"endpoints of HCL win": {map[string]string{envEndpoints: "fe2"}, obj{"endpoints": []string{"fe1:9030"}}, nil},
		"bad tls":              {map[string]string{envTLS: "perhaps"}, obj{}, []string{"The environment variable DORIS_TLS is not valid"}},
		"bad version":          {map[string]string{envVersion: "new"}, obj{}, []string{"The Doris version is not valid | DORIS_VERSION is not a version."}},
		"unknown endpoints":    {nil, obj{"endpoints": notKnown}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			withoutEnvironment(t)
			for key, text := range test.environment {
				t.Setenv(key, text)
			}
			wantText(t, newServer(t).configure(test.config), test.wants...)
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
	withoutEnvironment(t)
	s := newServer(t)
	deaf, closed := deafEndpoint(t), closedEndpoint(t)
	wantText(t, s.configure(obj{"endpoints": []string{deaf, closed}, "connect_timeout": "500ms"}))
	started := time.Now()
	var all []*tfprotov6.Diagnostic
	for _, name := range []string{"one", "two", "three"} {
		all = append(all, s.plan(t.Context(), "doris_repository", nil, repositoryWith(obj{"name": name})).Diagnostics...)
	}
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("the plan took %s", took)
	}
	if len(all) != 1 {
		t.Fatalf("one warning wanted, got\n%s", texts(all))
	}
	wantText(t, all, "warning: Doris cannot be reached | None of the frontends answered: ", deaf+" (no answer within", closed+" (connection refused)", "move to the apply")
}

// The environment stands in for what the provider block leaves out.
func TestEndpointsFromEnvironment(t *testing.T) {
	withoutEnvironment(t)
	one, two := closedEndpoint(t), closedEndpoint(t)
	t.Setenv(envEndpoints, one+", "+two)
	s := newServer(t)
	wantText(t, s.configure(obj{}))
	wantText(t, s.plan(t.Context(), "doris_repository", nil, repositoryWith(nil)).Diagnostics, one+" (connection refused), "+two+" (connection refused)")
}

// Unknown access to buckets does not hold Doris up.
func TestUnknownObjectStorage(t *testing.T) {
	withoutEnvironment(t)
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": []string{closedEndpoint(t)}, "object_storage": obj{"secret_key": notKnown, "access_key": "AK"}}))
	wantText(t, s.plan(t.Context(), "doris_repository", nil, repositoryWith(nil)).Diagnostics, "Doris cannot be reached")
}

// A wrong password is no missing privilege: one error for all objects, and no GRANT.
func TestLoginRefused(t *testing.T) {
	withoutEnvironment(t)
	sim, err := dorissim.Start(dorissim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": []string{sim.Addr()}, "username": "tf", "password": "canary"}))
	var all []*tfprotov6.Diagnostic
	for _, name := range []string{"one", "two"} {
		all = append(all, s.plan(t.Context(), "doris_repository", nil, repositoryWith(obj{"name": name})).Diagnostics...)
	}
	if len(all) != 1 || strings.Contains(texts(all), "GRANT ADMIN") || strings.Contains(texts(all), "canary") {
		t.Fatalf("one error wanted, got\n%s", texts(all))
	}
	wantText(t, all, `error: Doris refuses the login | User "tf" cannot log in at `+sim.Addr(), "Doris: \"Access denied for user 'tf'", "Correct username and password of the provider")
}

// Where something must be refreshed, no cluster is an error.
func TestRefreshWithoutCluster(t *testing.T) {
	withoutEnvironment(t)
	s := newServer(t)
	closed := closedEndpoint(t)
	wantText(t, s.configure(obj{"endpoints": []string{closed}}))
	typ := s.resourceType("doris_repository")
	resp, err := s.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName:     "doris_repository",
		CurrentState: dynamic(t, typ, obj{"id": "dr_main", "name": "dr_main", "location": "s3://b/p", "read_only": false, "type": "S3", "s3": obj{"region": "x", "use_path_style": false}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, resp.Diagnostics, "error: Doris cannot be reached | None of the frontends answered: "+closed+" (connection refused).", "Check endpoints, the network")

	data, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "doris_snapshots",
		Config:   dynamic(t, s.dataType("doris_snapshots"), obj{"repository": "dr_main"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, data.Diagnostics, "error: Doris cannot be reached", closed)
}

// While the provider configuration is unknown nothing is asked and nothing is wrong; a data source cannot wait.
func TestUnknownProviderConfiguration(t *testing.T) {
	withoutEnvironment(t)
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": notKnown}))
	wantText(t, s.plan(t.Context(), "doris_repository", nil, repositoryWith(nil)).Diagnostics)
	data, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "doris_snapshots",
		Config:   dynamic(t, s.dataType("doris_snapshots"), obj{"repository": "dr_main"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, data.Diagnostics, "error: The provider configuration is not known yet", "endpoints is known only after")
}

// Destroying a repository announces that its data stays, also without a cluster.
func TestPlanDestroyKeepsData(t *testing.T) {
	withoutEnvironment(t)
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": []string{closedEndpoint(t)}}))
	state := obj{"id": "dr_main", "name": "dr_main", "location": "s3://acme-doris/prod", "read_only": false, "type": "S3", "s3": obj{"region": "x", "use_path_style": false}}
	got := s.plan(t.Context(), "doris_repository", state, nil).Diagnostics
	wantText(t, got, `warning: Remote data stays | Repository "dr_main" is unregistered; everything under s3://acme-doris/prod stays.`)
	if len(got) != 1 {
		t.Errorf("one warning wanted, got\n%s", texts(got))
	}
}
