// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package storagetest

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
)

// Azurite is Microsoft's own emulator of Azure Blob Storage.
type Azurite struct {
	Endpoint string // with the account in the path, such as http://127.0.0.1:10000/devstoreaccount1
	Account  string
	Key      string
}

// The account that Azurite has, with the key that its documentation shows to everybody.
const (
	azuriteAccount = "devstoreaccount1"
	azuriteKey     = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

var azuriteReady = regexp.MustCompile(`successfully listens on (http://\S+)`)

// StartAzurite starts one with these containers; it ends with the test.
func StartAzurite(t testing.TB, containers ...string) *Azurite {
	t.Helper()
	directory := installed(t, "azurite")
	node := program(t, "node", "Azurite")
	command := exec.Command(node, filepath.Join(directory, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
		"--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry")
	command.Dir = t.TempDir()
	a := &Azurite{Account: azuriteAccount, Key: azuriteKey}
	a.Endpoint = start(t, command, azuriteReady) + "/" + azuriteAccount
	for _, name := range containers {
		if _, err := a.Client(t).CreateContainer(context.Background(), name, nil); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// Client is one of Azure's own, for what a test does behind the back of the provider.
func (a *Azurite) Client(t testing.TB) *service.Client {
	t.Helper()
	key, err := service.NewSharedKeyCredential(a.Account, a.Key)
	if err != nil {
		t.Fatal(err)
	}
	client, err := service.NewClientWithSharedKeyCredential(a.Endpoint, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
