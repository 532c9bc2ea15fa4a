// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package storagetest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// startTimeout bounds how long a storage may take to come up; machines of CI are slow.
const startTimeout = 2 * time.Minute

// installed is the folder of a storage below where `make storages` puts them: DORIS_TEST_STORAGES, else bin/storages of the
// repository. The test is skipped where it is not there.
func installed(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("DORIS_TEST_STORAGES")
	if root == "" {
		root = filepath.Join(repository(t), "bin", "storages")
	}
	directory := filepath.Join(root, name)
	if _, err := os.Stat(filepath.Join(directory, "installed")); err != nil {
		t.Skipf("%s is not installed here: make storages", name)
	}
	return directory
}

// program is the path of a program; the test is skipped where there is none.
func program(t testing.TB, name, of string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("there is no %s on this machine, which %s needs", name, of)
	}
	return path
}

// repository is the folder with go.mod above the test.
func repository(t testing.TB) string {
	t.Helper()
	directory, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; directory != filepath.Dir(directory); directory = filepath.Dir(directory) {
		if _, err := os.Stat(filepath.Join(directory, "go.mod")); err == nil {
			return directory
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// start runs a command until the test ends and returns what the first group of ready matched in its output.
func start(t testing.TB, command *exec.Cmd, ready *regexp.Regexp) string {
	t.Helper()
	output, input := io.Pipe()
	command.Stdout, command.Stderr = input, input
	stdin, err := command.StdinPipe() // programs of ours end when it closes, also when the test is killed
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
		_ = input.Close()
	})
	found := make(chan string, 1)
	var mu sync.Mutex
	var said []string
	go func() {
		lines := bufio.NewScanner(output)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if match := ready.FindStringSubmatch(lines.Text()); match != nil {
				select {
				case found <- match[1]:
				default:
				}
			}
			mu.Lock()
			if len(said) < 200 {
				said = append(said, lines.Text())
			}
			mu.Unlock()
		}
	}()
	select {
	case address := <-found:
		return address
	case <-time.After(startTimeout):
		mu.Lock()
		defer mu.Unlock()
		t.Fatalf("%s did not come up; it said:\n%s", command.Path, strings.Join(said, "\n"))
		return ""
	}
}
