// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// Storage is where a repository lies. Exactly one of the groups is set.
type Storage struct {
	S3         *S3Storage
	Azure      *AzureStorage
	HDFS       *HDFSStorage
	Broker     *BrokerStorage
	Properties map[string]string
}

// S3Storage is S3 and what speaks it.
type S3Storage struct {
	Endpoint, Region                                     string
	UsePathStyle                                         bool
	AccessKey, SecretKey, SessionToken                   string
	RoleARN, ExternalID, CredentialsProviderType         string
}

// AzureStorage is Azure Blob Storage.
type AzureStorage struct{ AccountName, Endpoint, AccountKey string }

// HDFSStorage is HDFS.
type HDFSStorage struct{ DefaultFS, Username, KerberosPrincipal, KerberosKeytab string }

// BrokerStorage is a storage behind a broker.
type BrokerStorage struct {
	Name    string
	Secrets map[string]string
}

// MissingFeature says that the line lacks an argument.
type MissingFeature struct {
	Feature Feature
	Version Version
}

func (m *MissingFeature) Error() string { return string(m.Feature) }

// Spec builds what CREATE REPOSITORY needs.
func (s Storage) Spec(v Version, name, location string, readOnly bool) (RepositorySpec, error) {
	return RepositorySpec{}, nil
}

// Alter builds what ALTER REPOSITORY needs.
func (s Storage) Alter(v Version, old Storage) (map[string]string, error) { return nil, nil }

// SecretValues lists what must be scrubbed.
func (s Storage) SecretValues() []string { return nil }
