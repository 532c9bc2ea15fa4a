// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql" // the bench asks the stand-in itself, too

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

const (
	bucketName = "backups"
	repository = "bench"
)

// world is one stand-in cluster with a storage.
type world struct {
	sim     *dorissim.Server
	storage *dorissim.S3
	sql     *sql.DB
}

func newWorld(tick time.Duration) (*world, error) {
	storage, err := dorissim.StartS3("", bucketName)
	if err != nil {
		return nil, err
	}
	sim, err := dorissim.Start(dorissim.Options{Profile: "4.1", Tick: tick})
	if err != nil {
		_ = storage.Close()
		return nil, err
	}
	db, err := sql.Open("mysql", "root@tcp("+sim.Addr()+")/?interpolateParams=true")
	if err != nil {
		return nil, err
	}
	w := &world{sim: sim, storage: storage, sql: db}
	_, err = db.Exec(fmt.Sprintf("CREATE REPOSITORY `%s` WITH S3 ON LOCATION \"s3://%s/r\" PROPERTIES (\"s3.endpoint\" = \"%s\", \"s3.region\" = \"us-east-1\", \"s3.access_key\" = \"%s\", \"s3.secret_key\" = \"%s\", \"use_path_style\" = \"true\")",
		repository, bucketName, storage.Endpoint(), storage.AccessKey(), storage.SecretKey()))
	return w, err
}

func (w *world) close() {
	_ = w.sql.Close()
	_ = w.sim.Close()
	_ = w.storage.Close()
}

// database makes a database with tables t0, t1, ...
func (w *world) database(name string, tables int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE DATABASE `%s`;\n", name)
	for i := range tables {
		fmt.Fprintf(&b, "CREATE TABLE `%s`.`t%d` (`id` INT, `amount` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES (\"replication_num\" = \"1\");\n", name, i)
	}
	return w.sim.Exec(b.String())
}

// provider is the block that aims at this cluster.
func (w *world) provider(more ...string) string {
	return fmt.Sprintf("provider \"doris\" {\n  endpoints = [%q]\n  username = \"root\"\n  %s\n}\n", w.sim.Addr(), strings.Join(more, "\n  "))
}

// objectStorage lets the provider reach the bucket.
func (w *world) objectStorage() string {
	return fmt.Sprintf("object_storage = {\n    endpoint = %q\n    region = \"us-east-1\"\n    use_path_style = true\n    access_key = %q\n    secret_key = %q\n  }",
		w.storage.Endpoint(), w.storage.AccessKey(), w.storage.SecretKey())
}

// sent counts the statements since the last call that begin with these words.
func (w *world) sent(words string) float64 {
	n := 0
	for _, s := range w.sim.Statements() {
		if strings.HasPrefix(s.Text, words) {
			n++
		}
	}
	w.sim.ResetStatements()
	return float64(n)
}

// statements counts what was sent since the last call.
func (w *world) statements() float64 {
	n := 0
	for _, s := range w.sim.Statements() {
		if verb := strings.ToUpper(strings.Fields(s.Text + " ?")[0]); verb != "SET" && verb != "SWITCH" {
			n++
		}
	}
	w.sim.ResetStatements()
	return float64(n)
}
