// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestControl(t *testing.T) {
	server, objects := startServer(t, Options{}), startS3(t)
	control := httptest.NewServer(NewControl(server, objects))
	t.Cleanup(control.Close)
	post := func(path string, pairs ...string) (int, string) {
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		answer, err := http.PostForm(control.URL+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		text, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, string(text)
	}
	pool := open(t, server, "root", "")

	if status, text := post("/faults/fail-statement", "statement", "SELECT", "message", "no luck"); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	if err := pool.QueryRow("SELECT 1").Scan(new(string)); err == nil || !strings.Contains(err.Error(), "no luck") {
		t.Errorf("the statement gives %v", err)
	}
	if status, _ := post("/exec", "sql", "CREATE DATABASE made"); status != 200 || !server.catalog.HasDatabase("made") {
		t.Errorf("/exec answers %d", status)
	}
	if status, _ := post("/faults/hold-before", "statement", "DROP DATABASE"); status != 200 {
		t.Errorf("hold-before answers %d", status)
	}
	dropped := make(chan error, 1)
	go func() {
		_, err := pool.Exec("DROP DATABASE made")
		dropped <- err
	}()
	if status, _ := post("/faults/release"); status != 200 {
		t.Errorf("release answers %d", status)
	}
	if err := <-dropped; err != nil {
		t.Errorf("the held statement gives %v", err)
	}
	if post("/s3/rotate", "access_key", "a", "secret_key", "b"); objects.AccessKey() != "a" || objects.SecretKey() != "b" {
		t.Error("the keys were not replaced")
	}
	for _, wrong := range []struct {
		path, want string
		pairs      []string
	}{
		{"/faults/delay", "the parameter statement is missing", nil},
		{"/faults/delay", "no duration", []string{"statement", "SELECT", "d", "soon"}},
		{"/faults/refuse", "neither true nor false", []string{"on", "maybe"}},
		{"/faults/drop-after", "no number", []string{"statement", "SELECT", "n", "x"}},
		{"/faults/none", "GET / lists", nil},
	} {
		if status, text := post(wrong.path, wrong.pairs...); status < 400 || !strings.Contains(text, wrong.want) {
			t.Errorf("%s %q: %d %s", wrong.path, wrong.pairs, status, text)
		}
	}
	for path, want := range map[string]string{"/": "POST /faults/hold-state", "/statements": "SELECT 1", "/journal": "[]"} {
		answer, err := http.Get(control.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if !strings.Contains(string(text), want) {
			t.Errorf("GET %s: %s", path, text)
		}
	}
}
