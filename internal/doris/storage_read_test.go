// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"reflect"
	"slices"
	"testing"
)

// What Spec writes for any line, ReadStorage reads back, whatever the names of that line are.
func TestReadStorageReadsSpec(t *testing.T) {
	storages := map[string]Storage{
		"s3":     {S3: &S3Storage{Endpoint: "http://minio:9000", Region: "us-east-1", UsePathStyle: true, AccessKey: "AK", SecretKey: "SK", SessionToken: "T"}, Properties: map[string]string{"s3.connection.maximum": "60"}},
		"azure":  {Azure: &AzureStorage{AccountName: "acme", Endpoint: "https://acme.blob.core.windows.net", AccountKey: "KEY"}},
		"hdfs":   {HDFS: &HDFSStorage{DefaultFS: "hdfs://nn:8020", KerberosPrincipal: "p", KerberosKeytab: "/k"}, Properties: map[string]string{"dfs.nameservices": "ns"}},
		"broker": {Broker: &BrokerStorage{Name: "bos"}, Properties: map[string]string{"bos_endpoint": "http://bj.bcebos.com"}},
	}
	for kind, storage := range storages {
		for _, version := range []Version{{Major: 2, Minor: 1, Patch: 8}, {Major: 3, Patch: 3}, {Major: 3, Minor: 1}, {Major: 4}, {Major: 4, Minor: 1}} {
			if kind == "azure" && !version.Has(AzureRepository) {
				continue
			}
			spec, err := storage.Spec(version, "r", "s3://b/p", false)
			if err != nil {
				t.Fatal(err)
			}
			want := storage
			if kind == "broker" { // its name is in the keyword, not in the properties
				want.Broker = &BrokerStorage{}
			}
			if got := ReadStorage(kind, spec.Properties); !reflect.DeepEqual(got, want) {
				t.Errorf("%s on %s: got %+v, want %+v", kind, version, got, want)
			}
		}
	}
}

func TestReadStorageKnowsOtherNames(t *testing.T) {
	for name, test := range map[string]struct {
		properties map[string]string
		want       S3Storage
	}{
		"AWS names":    {map[string]string{"AWS_ENDPOINT": "e", "AWS_REGION": "r", "AWS_ACCESS_KEY": "a", "AWS_TOKEN": "t"}, S3Storage{Endpoint: "e", Region: "r", AccessKey: "a", SessionToken: "t"}},
		"minio names":  {map[string]string{"minio.endpoint": "e", "minio.access_key": "a", "use_path_style": "TRUE"}, S3Storage{Endpoint: "e", AccessKey: "a", UsePathStyle: true}},
		"short names":  {map[string]string{"endpoint": "e", "region": "r"}, S3Storage{Endpoint: "e", Region: "r"}},
		"role":         {map[string]string{"s3.role_arn": "arn", "s3.external_id": "x", "s3.credentials_provider_type": "DEFAULT"}, S3Storage{RoleARN: "arn", ExternalID: "x", CredentialsProviderType: "DEFAULT"}},
		"both of them": {map[string]string{"s3.endpoint": "new", "AWS_ENDPOINT": "old", "provider": "S3"}, S3Storage{Endpoint: "new"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := ReadStorage("s3", test.properties)
			if *got.S3 != test.want || got.Properties != nil {
				t.Errorf("got %+v and %v, want %+v alone", *got.S3, got.Properties, test.want)
			}
		})
	}
}

// The texts are recorded (repository_lifecycle on 3.0, repository_alter on 4.1); that of the broker is built likewise.
func TestParseRepositoryDefinition(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		shown  map[string]string
		masked []string
		broker string
	}{
		"3.0": {
			"CREATE REPOSITORY repo_life \nWITH  S3  \nON LOCATION \"s3://backups/life\"\nPROPERTIES\n(\"s3.region\"  =  \"us-east-1\",\n\"s3.secret_key\"  =  \"*XXX\",\n\"s3.access_key\"  =  \"doriskey\",\n\"_DORIS_STORAGE_TYPE_\"  =  \"S3\"\n)",
			map[string]string{"s3.region": "us-east-1", "s3.access_key": "doriskey"},
			[]string{"s3.secret_key"},
			"",
		},
		"4.1": {
			"CREATE REPOSITORY alter_me \nWITH  S3  \nON LOCATION \"s3://backups/repository_alter\"\nPROPERTIES\n(\"s3.secret_key\"  =  \"*XXX\",\n\"foo\"  =  \"bar\",\n\"s3.access_key\"  =  \"*XXX\",\n\"use_path_style\"  =  \"true\"\n)",
			map[string]string{"foo": "bar", "use_path_style": "true"},
			[]string{"s3.access_key", "s3.secret_key"},
			"",
		},
		"masked first": {"CREATE REPOSITORY r \nWITH  S3  \nON LOCATION \"s3://b/p\"\nPROPERTIES\n(\"s3.secret_key\"  =  \"xxxxxx\"\n)", map[string]string{}, []string{"s3.secret_key"}, ""},
		"broker":       {"CREATE REPOSITORY r \nWITH  BROKER  `bos`\nON LOCATION \"bos://b/p\"\nPROPERTIES\n(\"username\"  =  \"u\"\n)", map[string]string{"username": "u"}, nil, "bos"},
	} {
		t.Run(name, func(t *testing.T) {
			got := parseRepositoryDefinition(test.text)
			slices.Sort(got.Masked)
			if !reflect.DeepEqual(got.Properties, test.shown) || !slices.Equal(got.Masked, test.masked) || got.Broker != test.broker {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Who registered a repository under other names is not overwritten by ALTER REPOSITORY from 3.1 on.
func TestOtherNames(t *testing.T) {
	ours := map[string]string{"s3.endpoint": "http://minio:9000", "s3.region": "us-east-1", "use_path_style": "true", "s3.connection.maximum": "7"}
	for name, test := range map[string]struct {
		definition RepositoryDefinition
		want       bool
	}{
		"ours":                    {RepositoryDefinition{Properties: ours, Masked: []string{"s3.access_key", "s3.secret_key"}}, false},
		"only a region":           {RepositoryDefinition{Properties: map[string]string{"s3.region": "eu-central-1"}}, false},
		"provider":                {RepositoryDefinition{Properties: map[string]string{"s3.region": "eu-central-1", "provider": "S3"}}, false},
		"minio secret":            {RepositoryDefinition{Properties: ours, Masked: []string{"s3.access_key", "minio.secret_key"}}, true},
		"minio endpoint":          {RepositoryDefinition{Properties: map[string]string{"minio.endpoint": "x"}}, true},
		"short names":             {RepositoryDefinition{Properties: map[string]string{"endpoint": "x", "region": "y"}}, true},
		"AWS names, never shown":  {RepositoryDefinition{Properties: map[string]string{"use_path_style": "true"}}, true}, // recorded: repository_bad
		"path style by its alias": {RepositoryDefinition{Properties: map[string]string{"s3.endpoint": "x", "s3.path-style-access": "true"}}, false},
		"path style of minio":     {RepositoryDefinition{Properties: map[string]string{"s3.endpoint": "x", "minio.use_path_style": "true"}}, true},
	} {
		for version, want := range map[Version]bool{{Major: 4, Minor: 1}: test.want, {Major: 3, Minor: 1}: test.want, {Major: 3, Patch: 3}: false} {
			if got := test.definition.OtherNames(version); got != want {
				t.Errorf("%s on %s: %v", name, version, got)
			}
		}
	}
}
