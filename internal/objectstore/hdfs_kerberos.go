// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/colinmarc/hdfs/v2"
	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/keytab"
)

// kerberosError is a file of this machine that cannot be used, or a server of Kerberos that refuses.
type kerberosError struct {
	kind    Kind
	message string
}

func (e *kerberosError) Error() string { return e.message }

// kerberos logs in and lets the client use it.
func (a HDFSAccess) kerberos(options *hdfs.ClientOptions) error {
	file := a.KerberosConfig
	if file == "" {
		file = os.Getenv("KRB5_CONFIG")
	}
	if file == "" {
		file = "/etc/krb5.conf"
	}
	settings, err := config.Load(file)
	if err != nil {
		return &kerberosError{BadSetup, "the Kerberos configuration " + file + " cannot be read: " + err.Error()}
	}
	user, realm, found := strings.Cut(a.KerberosPrincipal, "@")
	if !found {
		realm = settings.LibDefaults.DefaultRealm
	}
	options.KerberosServicePrincipleName, _, _ = strings.Cut(a.NameNodePrincipal, "@")
	if options.KerberosServicePrincipleName == "" {
		options.KerberosServicePrincipleName = "nn/_HOST"
	}
	options.DataTransferProtection = a.Protection
	if a.KerberosKeytab == "" {
		options.KerberosClient, err = fromTickets(settings)
		return err
	}
	keys, err := keytab.Load(a.KerberosKeytab)
	if err != nil {
		return &kerberosError{BadSetup, "the keytab " + a.KerberosKeytab + " cannot be read: " + err.Error()}
	}
	options.KerberosClient = client.NewWithKeytab(user, realm, keys, settings, client.DisablePAFXFAST(true))
	if err := options.KerberosClient.Login(); err != nil {
		return &kerberosError{WrongKeys, "Kerberos refuses " + a.KerberosPrincipal + ": " + kerberosReason(err)}
	}
	return nil
}

// fromTickets uses what kinit left.
func fromTickets(settings *config.Config) (*client.Client, error) {
	file := strings.TrimPrefix(os.Getenv("KRB5CCNAME"), "FILE:")
	if file == "" {
		file = fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid())
	}
	cache, err := credentials.LoadCCache(file)
	if err != nil {
		return nil, &kerberosError{NoKeys, "there is no keytab, and no tickets of kinit are at " + file}
	}
	found, err := client.NewFromCCache(cache, settings, client.DisablePAFXFAST(true))
	if err != nil {
		return nil, &kerberosError{NoKeys, "the tickets of kinit at " + file + " cannot be used"}
	}
	return found, nil
}

// kerberosReason is the last part of a chain of messages.
func kerberosReason(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	lines := strings.Split(strings.ReplaceAll(err.Error(), "< ", "\n"), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
