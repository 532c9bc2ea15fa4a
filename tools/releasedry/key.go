// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// key is an RSA key of gpg in a home of its own, as the registries want it, that ends with this run.
type key struct {
	home, fingerprint string
	public            []byte
}

func newKey(ctx context.Context, scratch string) (*key, error) {
	if _, err := exec.LookPath("gpg"); err != nil {
		return nil, errors.New("gpg is not on the PATH: install it (Debian: apt-get install gnupg; macOS: brew install gnupg) and run make again")
	}
	k := &key{home: filepath.Join(scratch, "gnupg")}
	if err := os.Mkdir(k.home, 0o700); err != nil {
		return nil, err
	}
	environment := append(os.Environ(), "GNUPGHOME="+k.home)
	err := command(ctx, "", environment, "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "throw-away key of make release-dry", "rsa3072", "sign", "1d")
	if err != nil {
		return nil, err
	}
	listed, err := output(ctx, "", environment, "gpg", "--batch", "--list-keys", "--with-colons")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(listed) {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" && len(fields) > 9 {
			k.fingerprint = fields[9]
		}
	}
	armored, err := output(ctx, "", environment, "gpg", "--batch", "--armor", "--export", k.fingerprint)
	k.public = []byte(armored)
	return k, err
}

// close ends the agent that gpg started for this home.
func (k *key) close() {
	_ = command(context.Background(), "", append(os.Environ(), "GNUPGHOME="+k.home), "gpgconf", "--kill", "gpg-agent")
}
