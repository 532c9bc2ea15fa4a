// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp"
)

// project is how all files of a release begin.
const project = "terraform-provider-doris"

// released are the files of a release in a folder that holds other things of goreleaser as well.
func released(directory string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(directory, project+"_*"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range found {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			names = append(names, filepath.Base(file))
		}
	}
	slices.Sort(names)
	return names, nil
}

// sameFiles compares the files of two releases and says how many there are. A signature holds the time at which it was
// made: that both are there is all that is asked of them.
func sameFiles(first, second string) (int, error) {
	names, err := released(first)
	if err != nil {
		return 0, err
	}
	others, err := released(second)
	if err != nil {
		return 0, err
	}
	if !slices.Equal(names, others) {
		return 0, fmt.Errorf("two builds made other files: %q and %q", names, others)
	}
	if len(names) == 0 {
		return 0, errors.New("the build made no files")
	}
	var differ []string
	for _, name := range names {
		if strings.HasSuffix(name, ".sig") {
			continue
		}
		a, errA := os.ReadFile(filepath.Join(first, name))
		b, errB := os.ReadFile(filepath.Join(second, name))
		if err := errors.Join(errA, errB); err != nil {
			return 0, err
		}
		if !bytes.Equal(a, b) {
			differ = append(differ, name)
		}
	}
	if len(differ) > 0 {
		return 0, fmt.Errorf("two builds of one commit differ in %s", strings.Join(differ, ", "))
	}
	return len(names), nil
}

// platforms are those for which a release holds an archive.
var platforms = []string{
	"darwin_amd64", "darwin_arm64", "freebsd_amd64", "freebsd_arm64", "linux_amd64", "linux_arm", "linux_arm64", "windows_amd64", "windows_arm64",
}

// checkRelease looks at a release as the registries do: the sums are signed, they are right, they name every file, and
// there is an archive for each platform with the binary in it.
func checkRelease(directory, version string, public []byte, hostOnly bool) error {
	prefix := project + "_" + version + "_"
	sums, err := os.ReadFile(filepath.Join(directory, prefix+"SHA256SUMS"))
	if err != nil {
		return err
	}
	signature, err := os.ReadFile(filepath.Join(directory, prefix+"SHA256SUMS.sig"))
	if err != nil {
		return err
	}
	keys, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(public))
	if err != nil {
		return fmt.Errorf("the public key cannot be read: %w", err)
	}
	if _, err := openpgp.CheckDetachedSignature(keys, bytes.NewReader(sums), bytes.NewReader(signature), nil); err != nil {
		return fmt.Errorf("the signature of the sums is not good: %w", err)
	}
	named, err := checkSums(directory, sums)
	if err != nil {
		return err
	}
	want := []string{prefix + "manifest.json"}
	wanted := platforms
	if hostOnly {
		wanted = []string{platform()}
	}
	for _, platform := range wanted {
		want = append(want, prefix+platform+".zip", prefix+platform+".cdx.json")
		if err := checkArchive(filepath.Join(directory, prefix+platform+".zip"), project+"_v"+version); err != nil {
			return err
		}
	}
	slices.Sort(want)
	slices.Sort(named)
	if !slices.Equal(named, want) {
		return fmt.Errorf("SHA256SUMS names\n%s\nwant\n%s", strings.Join(named, "\n"), strings.Join(want, "\n"))
	}
	say("the signature is good, and %d sums are right: %d archives, a bill of materials for each, the manifest", len(named), len(wanted))
	return nil
}

// checkSums compares every file that the sums name, and returns their names.
func checkSums(directory string, sums []byte) ([]string, error) {
	var names []string
	for line := range strings.Lines(string(sums)) {
		sum, name, found := strings.Cut(strings.TrimSpace(line), "  ")
		if !found {
			return nil, fmt.Errorf("%q is no line of a SHA256SUMS", line)
		}
		content, err := os.ReadFile(filepath.Join(directory, name))
		if err != nil {
			return nil, err
		}
		if is := sha256.Sum256(content); hex.EncodeToString(is[:]) != sum {
			return nil, fmt.Errorf("the sum of %s is not the one in SHA256SUMS", name)
		}
		names = append(names, name)
	}
	return names, nil
}

// checkArchive wants the binary under the name that Terraform looks for, at the top, and the licence.
func checkArchive(file, binary string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, strings.TrimSuffix(f.Name, ".exe"))
	}
	slices.Sort(names)
	if want := []string{"LICENSE", binary}; !slices.Equal(names, want) {
		return fmt.Errorf("%s holds %q, want %q", filepath.Base(file), names, want)
	}
	return nil
}

// keep copies the files of a release, and the key that signed it, into dist.
func keep(release, dist string, public []byte) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	names, err := released(release)
	if err != nil {
		return err
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(release, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, name), content, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dist, "throw-away-key.asc"), public, 0o644)
}

// hosts are where Terraform and OpenTofu look for a provider whose address names none.
var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// fillMirror unpacks the archive of this machine into a filesystem mirror for both CLIs.
func fillMirror(dist, mirror, version string) error {
	archive, err := zip.OpenReader(filepath.Join(dist, project+"_"+version+"_"+platform()+".zip"))
	if err != nil {
		return err
	}
	defer archive.Close()
	for _, host := range hosts {
		folder := filepath.Join(mirror, host, "terraform-doris", "doris", version, platform())
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		for _, f := range archive.File {
			if err := unpack(f, filepath.Join(folder, filepath.Base(f.Name))); err != nil {
				return err
			}
		}
	}
	say("unpacked into the filesystem mirror dist/mirror")
	return nil
}

func unpack(f *zip.File, file string) error {
	content, err := f.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, f.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, content)
	return errors.Join(err, out.Close())
}
