// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"errors"
	"reflect"
	"slices"
	"testing"
)

func version(t *testing.T, text string) Version {
	t.Helper()
	v, err := parseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var (
	minio = Storage{S3: &S3Storage{Endpoint: "http://minio:9000", Region: "us-east-1", UsePathStyle: true, AccessKey: "key", SecretKey: "hidden"}}
	aws   = Storage{S3: &S3Storage{Region: "eu-central-1", AccessKey: "key", SecretKey: "hidden", SessionToken: "token"}}
	role  = Storage{S3: &S3Storage{Region: "eu-central-1", RoleARN: "arn:aws:iam::1:role/r", ExternalID: "x", CredentialsProviderType: "INSTANCE_PROFILE"}}
	oss   = Storage{S3: &S3Storage{Endpoint: "https://oss-cn-beijing.aliyuncs.com", Region: "oss-cn-beijing", AccessKey: "key", SecretKey: "hidden"}}
	gcs   = Storage{
		S3:         &S3Storage{Endpoint: "https://storage.googleapis.com", Region: "europe-west1", AccessKey: "hmac", SecretKey: "hidden"},
		Properties: map[string]string{"s3.connection.maximum": "50"},
	}
	azure    = Storage{Azure: &AzureStorage{AccountName: "acme", AccountKey: "hidden"}}
	hdfs     = Storage{HDFS: &HDFSStorage{DefaultFS: "hdfs://nn:8020", Username: "doris"}}
	kerberos = Storage{
		HDFS:       &HDFSStorage{DefaultFS: "hdfs://ns1", KerberosPrincipal: "doris@ACME", KerberosKeytab: "/etc/doris.keytab"},
		Properties: map[string]string{"dfs.nameservices": "ns1"},
	}
	broker = Storage{Broker: &BrokerStorage{Name: "b1", Secrets: map[string]string{"password": "hidden"}}, Properties: map[string]string{"username": "u"}}
)

// Golden statements: each storage on each line.
func TestStorageStatements(t *testing.T) {
	const (
		minioText = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.access_key"="key","s3.endpoint"="http://minio:9000","s3.region"="us-east-1","s3.secret_key"="hidden","use_path_style"="true")`
		awsOld = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.access_key"="key","s3.endpoint"="https://s3.eu-central-1.amazonaws.com","s3.region"="eu-central-1","s3.secret_key"="hidden","s3.session_token"="token")`
		awsNew = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.access_key"="key","s3.region"="eu-central-1","s3.secret_key"="hidden","s3.session_token"="token")`
		roleText = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.credentials_provider_type"="INSTANCE_PROFILE","s3.external_id"="x","s3.region"="eu-central-1","s3.role_arn"="arn:aws:iam::1:role/r")`
		ossText = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.access_key"="key","s3.endpoint"="https://oss-cn-beijing.aliyuncs.com","s3.region"="oss-cn-beijing","s3.secret_key"="hidden")`
		gcsText = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"s3.access_key"="hmac","s3.connection.maximum"="50","s3.endpoint"="https://storage.googleapis.com","s3.region"="europe-west1","s3.secret_key"="hidden")`
		azureNew = "CREATE REPOSITORY `r` WITH S3 ON LOCATION \"s3://b/p\" PROPERTIES(" +
			`"azure.account_key"="hidden","azure.account_name"="acme","azure.endpoint"="https://acme.blob.core.windows.net","provider"="AZURE")`
		hdfsText     = "CREATE REPOSITORY `r` WITH HDFS ON LOCATION \"hdfs://nn:8020/p\" PROPERTIES(" + `"fs.defaultFS"="hdfs://nn:8020","hadoop.username"="doris")`
		kerberosText = "CREATE REPOSITORY `r` WITH HDFS ON LOCATION \"hdfs://nn:8020/p\" PROPERTIES(" +
			`"dfs.nameservices"="ns1","fs.defaultFS"="hdfs://ns1","hadoop.kerberos.keytab"="/etc/doris.keytab","hadoop.kerberos.principal"="doris@ACME","hadoop.security.authentication"="kerberos")`
		brokerText = "CREATE REPOSITORY `r` WITH BROKER `b1` ON LOCATION \"hdfs://nn:8020/p\" PROPERTIES(" + `"password"="hidden","username"="u")`
	)
	type byLine struct{ v20, v21, v30, v31, v40, v41 string } // "" = refused
	for _, test := range []struct {
		name     string
		storage  Storage
		location string
		want     byLine
		missing  Feature
	}{
		{"minio", minio, "s3://b/p", byLine{minioText, minioText, minioText, minioText, minioText, minioText}, ""},
		{"aws by region", aws, "s3://b/p", byLine{awsOld, awsOld, awsOld, awsNew, awsNew, awsNew}, ""},
		{"role", role, "s3://b/p", byLine{"", "", "", roleText, roleText, roleText}, AssumeRole},
		{"oss", oss, "s3://b/p", byLine{ossText, ossText, ossText, ossText, ossText, ossText}, ""},
		{"gcs", gcs, "s3://b/p", byLine{gcsText, gcsText, gcsText, gcsText, gcsText, gcsText}, ""},
		{"azure", azure, "s3://b/p", byLine{"", "", "", "", azureNew, azureNew}, AzureRepository},
		{"hdfs", hdfs, "hdfs://nn:8020/p", byLine{hdfsText, hdfsText, hdfsText, hdfsText, hdfsText, hdfsText}, ""},
		{"kerberos", kerberos, "hdfs://nn:8020/p", byLine{kerberosText, kerberosText, kerberosText, kerberosText, kerberosText, kerberosText}, ""},
		{"broker", broker, "hdfs://nn:8020/p", byLine{brokerText, brokerText, brokerText, brokerText, brokerText, brokerText}, ""},
	} {
		for i, want := range []string{test.want.v20, test.want.v21, test.want.v30, test.want.v31, test.want.v40, test.want.v41} {
			t.Run(test.name+" "+lines[i], func(t *testing.T) {
				spec, err := test.storage.Spec(version(t, lines[i]), "r", test.location, false)
				if want == "" {
					var missing *MissingFeature
					if !errors.As(err, &missing) || missing.Feature != test.missing {
						t.Fatalf("got %v, want a missing %s", err, test.missing)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				st, err := createRepository(spec)
				if err != nil {
					t.Fatal(err)
				}
				if st.text != want {
					t.Errorf("got  %s\nwant %s", st.text, want)
				}
			})
		}
	}
}

func TestStorageThatCannotBeDescribed(t *testing.T) {
	long := "r23456789012345678901234567890123456789012345678901234567890123456"
	for _, test := range []struct {
		name, line, repository, location string
		storage                          Storage
		want                             string
	}{
		{"nothing", "4.1", "r", "s3://b", Storage{}, "the repository has no storage: give one of s3, azure, hdfs, broker"},
		{"scheme", "3.0", "r", "oss://b/p", oss, "before 3.1 Doris accepts only locations that begin with s3:// here, not oss://b/p"},
		{"property twice", "4.1", "r", "s3://b", Storage{S3: &S3Storage{Region: "x"}, Properties: map[string]string{"s3.region": "y"}}, "the property s3.region is set by an argument already"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.storage.Spec(version(t, test.line), test.repository, test.location, false)
			if err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	if missing := CheckRepositoryName(version(t, "3.0.3"), long); missing == nil || missing.Error() != "repository names of 256 characters needs Doris 4.0; this is 3.0.3" {
		t.Errorf("a long name on 3.0: %v", missing)
	}
	if missing := CheckRepositoryName(version(t, "4.0"), long); missing != nil {
		t.Errorf("a long name on 4.0: %v", missing)
	}
	if _, err := minio.Spec(version(t, "3.0.3"), long, "s3://b", true); err != nil { // a repository that is there
		t.Errorf("a long name that is there: %v", err)
	}
}

func TestAwsEndpointOfChina(t *testing.T) {
	if got := awsEndpoint("cn-north-1"); got != "https://s3.cn-north-1.amazonaws.com.cn" {
		t.Errorf("got %s", got)
	}
}

func TestAlter(t *testing.T) {
	// old is as state holds it: without secrets.
	stripped := func(change func(*S3Storage)) Storage {
		s := *minio.S3
		s.SecretKey = ""
		if change != nil {
			change(&s)
		}
		return Storage{S3: &s}
	}
	all := []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"}
	withAlter, withAnyKey := all[1:], all[4:]
	keys := map[string]string{"s3.access_key": "key", "s3.secret_key": "hidden"}
	for _, test := range []struct {
		name     string
		new, old Storage
		want     map[string]string
		on       []string // lines that can do it
	}{
		{"nothing", stripped(nil), stripped(nil), nil, all},
		{"new secret", minio, stripped(nil), keys, withAlter},
		{"new key pair", minio, stripped(func(s *S3Storage) { s.AccessKey = "older" }), keys, withAlter},
		{"new endpoint", stripped(func(s *S3Storage) { s.Endpoint = "http://other:9000" }), stripped(nil), map[string]string{"s3.endpoint": "http://other:9000"}, withAnyKey},
		{"path style off", stripped(func(s *S3Storage) { s.UsePathStyle = false }), stripped(nil), map[string]string{"use_path_style": "false"}, withAnyKey},
		{"region removed", stripped(func(s *S3Storage) { s.Region = "" }), stripped(nil), nil, nil},
		{"hdfs user", hdfs, Storage{HDFS: &HDFSStorage{DefaultFS: "hdfs://nn:8020", Username: "other"}}, nil, nil},
		{"broker secret", broker, Storage{Broker: &BrokerStorage{Name: "b1"}, Properties: broker.Properties}, nil, nil},
		{"broker name", Storage{Broker: &BrokerStorage{Name: "b2"}}, Storage{Broker: &BrokerStorage{Name: "b1"}}, nil, nil},
	} {
		for _, line := range all {
			t.Run(test.name+" "+line, func(t *testing.T) {
				got, err := test.new.Alter(version(t, line), test.old)
				if can := slices.Contains(test.on, line); (err == nil) != can {
					t.Fatalf("error %v, can: %v", err, can)
				}
				if err == nil && !(len(got) == 0 && len(test.want) == 0) && !reflect.DeepEqual(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		}
	}
	want := map[string]string{"azure.account_name": "acme", "azure.account_key": "hidden"}
	got, err := azure.Alter(version(t, "4.1"), Storage{Azure: &AzureStorage{AccountName: "acme"}})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("azure: %v, %v", got, err)
	}
	if got := azure.Credentials(version(t, "4.1")); !reflect.DeepEqual(got, want) {
		t.Errorf("azure credentials: %v", got)
	}
	// Not even ALTER may speak of Azure where the frontend would never start again.
	for _, property := range []map[string]string{{"provider": "Azure"}, {"azure.endpoint": "x"}, {"fs.azure.support": "true"}} {
		var missing *MissingFeature
		inSpite := Storage{S3: minio.S3, Properties: property}
		if _, err := inSpite.Spec(version(t, "3.0"), "r", "s3://b", false); !errors.As(err, &missing) {
			t.Errorf("%v on 3.0: %v", property, err)
		}
	}
	var missing *MissingFeature
	if got, err := azure.Alter(version(t, "3.0"), azure); !errors.As(err, &missing) {
		t.Errorf("azure on 3.0: %v, %v", got, err)
	}
}

func TestSecretValues(t *testing.T) {
	for _, test := range []struct {
		storage Storage
		want    []string
	}{{aws, []string{"hidden", "token"}}, {azure, []string{"hidden"}}, {broker, []string{"hidden"}}, {hdfs, nil}} {
		if got := test.storage.SecretValues(); !reflect.DeepEqual(got, test.want) {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

// What Spec writes, ReadStorage reads.
func TestReadStorageIsTheOppositeOfSpec(t *testing.T) {
	for _, line := range lines {
		for kind, storage := range map[string]Storage{"s3": minio, "hdfs": hdfs, "azure": azure} {
			spec, err := storage.Spec(version(t, line), "r", "s3://b/p", false)
			if err != nil {
				continue // this line lacks it
			}
			got := ReadStorage(kind, spec.Properties)
			if kind == "azure" {
				got.Azure.Endpoint = "" // the default is written out
			}
			if !reflect.DeepEqual(got, storage) {
				t.Errorf("%s on %s: got %+v, want %+v", kind, line, got, storage)
			}
		}
	}
}
