// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package acctest is what acceptance tests share: the provider under test, a cluster to aim it at, storage that clusters
// share, and a seeded database.
//
// The cluster is a stand-in (internal/dorissim), or a real one when DORIS_TEST_ENDPOINTS is set. Tests are written for
// both: what only the stand-in can do is reached through [Cluster.Sim], which skips the test elsewhere. The variables:
//
//	DORIS_TEST_ENDPOINTS          host:port of frontends of the real cluster, separated by commas
//	DORIS_TEST_SECOND_ENDPOINTS   of another cluster that sees the same bucket; tests of two clusters are skipped without it
//	DORIS_TEST_USERNAME           default root; needs ADMIN
//	DORIS_TEST_PASSWORD           default empty
//	DORIS_TEST_S3_ENDPOINT        URL, as frontends and backends reach it
//	DORIS_TEST_S3_BUCKET          an existing bucket; tests write under tfacc/
//	DORIS_TEST_S3_REGION          default us-east-1
//	DORIS_TEST_S3_ACCESS_KEY      and
//	DORIS_TEST_S3_SECRET_KEY      the keys
//
// With DORIS_TEST_S3_ENDPOINT alone, the stand-in writes its repositories to that storage (MinIO, versitygw) instead of
// the embedded one.
package acctest
