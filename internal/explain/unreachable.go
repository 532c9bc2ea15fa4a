// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// faultAdvices are what to do about a frontend that cannot be used, by what it does.
var faultAdvices = map[doris.Fault]string{
	doris.FaultSilent: "Check the port in endpoints: it is query_port of the frontend, mostly 9030; http_port (8030) and edit_log_port (9010) accept connections and say nothing. " +
		"A frontend with enable_proxy_protocol = true is as silent: then write the address of its proxy, or switch that off. If it is the right port, the frontend hangs: look at its log.",
	doris.FaultNotMySQL: "Check the port in endpoints: it is query_port of the frontend, mostly 9030, and not http_port (8030), edit_log_port (9010) or a proxy of another service.",
	doris.FaultNoTLS:    "Start the frontend with enable_ssl = true, or remove tls (DORIS_TLS) where the network is trusted.",
	doris.FaultUntrusted: `Give tls.ca_cert_pem the certificate of the authority that signed it, such as file("ca.pem"); for a certificate that signed itself, that certificate. ` +
		"For tests only: tls.insecure_skip_verify = true.",
	doris.FaultWrongName:  "Write one of the names that the certificate is valid for in endpoints, or in tls.server_name, where the frontend cannot be reached under it.",
	doris.FaultExpired:    "Renew the frontend's certificate, or correct the clock of this machine.",
	doris.FaultTLSClosed:  "If the frontend runs with ssl_force_client_auth = true, give tls.client_cert_pem and tls.client_key_pem; the frontend's log says if it is something else.",
	doris.FaultTLSRefused: "Check that tls.client_cert_pem is signed by the authority that the frontend trusts (mysql_ssl_default_ca_certificate), and is valid now; the frontend's log says what it did not like.",
	doris.FaultClosed:     "Check that the port in endpoints is query_port of a frontend (mostly 9030), and that what stands in between, such as a load balancer, has a frontend that works behind it.",
}

// unreachableAdvice is what to do where no frontend could be used: one sentence for each different fault.
func unreachableAdvice(err *doris.Unreachable) string {
	var list []string
	for _, attempt := range err.Attempts {
		advice, ok := faultAdvices[attempt.Fault()]
		if !ok {
			advice = "Check endpoints, the network and, with tls, that the frontend runs with enable_ssl = true."
		}
		if !slices.Contains(list, advice) {
			list = append(list, advice)
		}
	}
	if len(list) == 0 {
		return "Check endpoints, the network and, with tls, that the frontend runs with enable_ssl = true."
	}
	return strings.Join(list, "\n")
}
