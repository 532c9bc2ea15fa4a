// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Storage is where a repository lies: exactly one of the groups. Spec and Alter know which keyword and which property
// names the connected line of Doris wants for it (DORIS.md "Storages", "ALTER REPOSITORY").
type Storage struct {
	S3         *S3Storage
	Azure      *AzureStorage
	HDFS       *HDFSStorage
	Broker     *BrokerStorage
	Properties map[string]string // further properties, passed as they are; no key that a group sets
}

// S3Storage is S3 and all that speaks it: MinIO, OSS, COS, OBS, GCS with HMAC keys. Empty fields are not sent.
type S3Storage struct {
	Endpoint                string // URL or host; "" = that of AWS for the region
	Region                  string
	UsePathStyle            bool
	AccessKey               string
	SecretKey               string // secret
	SessionToken            string // secret
	RoleARN                 string // 3.1 and newer, as the next two
	ExternalID              string
	CredentialsProviderType string
}

// AzureStorage is Azure Blob Storage, 4.0 and newer. On older ones the frontend writes a journal entry of it that no frontend
// can read: none starts again (apache/doris#46411).
type AzureStorage struct {
	AccountName string
	Endpoint    string // "" = that of the public cloud
	AccountKey  string // secret
}

// HDFSStorage is HDFS with simple authentication (Username) or Kerberos (principal and keytab). High availability goes
// into Properties.
type HDFSStorage struct {
	DefaultFS         string
	Username          string
	KerberosPrincipal string
	KerberosKeytab    string // path of the file on every frontend and backend
}

// BrokerStorage is a storage behind a broker process.
type BrokerStorage struct {
	Name    string
	Secrets map[string]string // secret
}

// MissingFeature is the error of an argument that the connected line does not have. Since(Feature) says which has it.
type MissingFeature struct {
	Feature Feature
	Version Version
}

// Error reads "s3.role_arn needs Doris 3.1; this is 3.0.3".
func (m *MissingFeature) Error() string {
	return fmt.Sprintf("%s needs Doris %s; this is %s", m.Feature, Since(m.Feature), m.Version)
}

// maxShortName is the length of repository names before LongRepositoryName, and the length up to which ALTER REPOSITORY
// takes them on every line (DORIS.md "Names"; AlterRepositoryCommand.java, FeNameFormat.java).
const maxShortName = 64

// CheckRepositoryName returns the feature that this line would need for a repository of this name; nil = none.
func CheckRepositoryName(v Version, name string) *MissingFeature {
	switch {
	case LongName(name) && !v.Has(LongRepositoryName):
		return &MissingFeature{LongRepositoryName, v}
	case strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) && !v.Has(UnicodeRepositoryName):
		return &MissingFeature{UnicodeRepositoryName, v}
	}
	return nil
}

// LongName reports whether ALTER REPOSITORY takes a repository of this name on no line.
func LongName(name string) bool { return len([]rune(name)) > maxShortName }

// usePathStyle is the one optional property with a default that ALTER can go back to.
const usePathStyle = "use_path_style"

// Spec is what CREATE REPOSITORY needs on this line; a new name is checked with CheckRepositoryName. Errors: *MissingFeature, or in plain words what this line cannot
// express.
func (s Storage) Spec(v Version, name, location string, readOnly bool) (RepositorySpec, error) {
	spec := RepositorySpec{Name: name, Location: location, ReadOnly: readOnly}
	var err error
	switch {
	case s.S3 != nil:
		spec.Storage = "S3"
		spec.Properties, err = s.S3.properties(v)
	case s.Azure != nil:
		// There is no keyword of its own; the property provider decides.
		spec.Storage = "S3"
		spec.Properties, err = s.Azure.properties(v)
	case s.HDFS != nil:
		spec.Storage = "HDFS"
		spec.Properties = s.HDFS.properties()
	case s.Broker != nil:
		spec.Storage, spec.Broker = "BROKER", s.Broker.Name
		spec.Properties = maps.Clone(s.Broker.Secrets)
	default:
		err = errors.New("the repository has no storage: give one of s3, azure, hdfs, broker")
	}
	if err != nil {
		return RepositorySpec{}, err
	}
	// Older lines decide by keyword and then insist on the scheme.
	if spec.Storage == "S3" && !v.Has(GuessedStorage) && !strings.HasPrefix(location, "s3://") {
		return RepositorySpec{}, fmt.Errorf("before 3.1 Doris accepts only locations that begin with s3:// here, not %s", location)
	}
	if spec.Properties == nil {
		spec.Properties = make(map[string]string)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		if _, taken := spec.Properties[key]; taken {
			return RepositorySpec{}, fmt.Errorf("the property %s is set by an argument already", key)
		}
		spec.Properties[key] = s.Properties[key]
		if s.Broker == nil && AsksForAzure(key, s.Properties[key]) && !v.Has(AzureRepository) {
			return RepositorySpec{}, &MissingFeature{AzureRepository, v}
		}
	}
	return spec, nil
}

// AsksForAzure reports whether Doris takes a repository for one in Azure because of this property, whatever else is set.
func AsksForAzure(key, value string) bool {
	key = strings.ToLower(strings.TrimSpace(key))
	return strings.HasPrefix(key, "azure.") || key == "fs.azure.support" ||
		key == "provider" && strings.EqualFold(strings.TrimSpace(value), "azure")
}

// given are the properties that have a value.
func given(properties map[string]string) map[string]string {
	maps.DeleteFunc(properties, func(_, value string) bool { return value == "" })
	return properties
}

// properties of S3. All lines know the names with "s3."; from 3.1 on they are aliases for every dialect of S3.
func (s *S3Storage) properties(v Version) (map[string]string, error) {
	if (s.RoleARN != "" || s.ExternalID != "" || s.CredentialsProviderType != "") && !v.Has(AssumeRole) {
		return nil, &MissingFeature{AssumeRole, v}
	}
	endpoint := s.Endpoint
	if endpoint == "" && s.Region != "" && !v.Has(GuessedStorage) {
		endpoint = awsEndpoint(s.Region) // before 3.1: "Missing [s3.endpoint] in properties." (recorded: repository_bad)
	}
	properties := given(map[string]string{
		"s3.endpoint": endpoint, "s3.region": s.Region,
		"s3.access_key": s.AccessKey, "s3.secret_key": s.SecretKey, "s3.session_token": s.SessionToken,
		"s3.role_arn": s.RoleARN, "s3.external_id": s.ExternalID, "s3.credentials_provider_type": s.CredentialsProviderType,
	})
	if s.UsePathStyle {
		properties[usePathStyle] = strconv.FormatBool(true)
	}
	return properties, nil
}

// awsEndpoint is where AWS serves S3 of a region.
func awsEndpoint(region string) string {
	domain := "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	return "https://s3." + region + "." + domain
}

func (a *AzureStorage) properties(v Version) (map[string]string, error) {
	if !v.Has(AzureRepository) {
		return nil, &MissingFeature{AzureRepository, v}
	}
	endpoint := a.Endpoint
	if endpoint == "" {
		endpoint = "https://" + a.AccountName + ".blob.core.windows.net"
	}
	return given(map[string]string{
		"provider": "AZURE", "azure.endpoint": endpoint, "azure.account_name": a.AccountName, "azure.account_key": a.AccountKey,
	}), nil
}

func (h *HDFSStorage) properties() map[string]string {
	properties := given(map[string]string{
		"fs.defaultFS": h.DefaultFS, "hadoop.username": h.Username,
		"hadoop.kerberos.principal": h.KerberosPrincipal, "hadoop.kerberos.keytab": h.KerberosKeytab,
	})
	if h.KerberosPrincipal != "" {
		properties["hadoop.security.authentication"] = "kerberos"
	}
	return properties
}

// credentialKeys are the properties that ALTER REPOSITORY takes on every line that has it (DORIS.md "ALTER REPOSITORY").
var credentialKeys = []string{
	"s3.access_key", "s3.secret_key", "s3.session_token", "azure.account_name", "azure.account_key",
}

// Credentials are the properties to send when only the keys change.
func (s Storage) Credentials(v Version) map[string]string {
	credentials := make(map[string]string)
	spec, err := s.Spec(v, "", "s3://", false)
	if err != nil {
		return credentials
	}
	for _, key := range credentialKeys {
		credentials[key] = spec.Properties[key]
	}
	return given(credentials)
}

// Alter is what ALTER REPOSITORY must send to turn old into s; empty = nothing. The secrets of s are always sent, all of
// them, because old (from state) holds none. Errors mean that only DROP and CREATE can do it: *MissingFeature where a
// newer line could, else in plain words why.
func (s Storage) Alter(v Version, old Storage) (map[string]string, error) {
	const anyLocation = "s3://"
	after, err := s.Spec(v, "", anyLocation, false)
	if err != nil {
		return nil, err
	}
	before, err := old.Spec(v, "", anyLocation, false)
	if err != nil {
		return nil, err
	}
	changed := make(map[string]string)
	for key, value := range after.Properties {
		if was, there := before.Properties[key]; !there || was != value {
			changed[key] = value
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before.Properties)) {
		if _, kept := after.Properties[key]; kept {
			continue
		}
		if key != usePathStyle {
			return nil, fmt.Errorf("a property can be overwritten but not removed in place: %s", key)
		}
		changed[key] = strconv.FormatBool(false)
	}
	if len(changed) == 0 && after.Storage == before.Storage && after.Broker == before.Broker {
		return nil, nil
	}
	return changed, s.alterable(v, old, changed)
}

// alterable says whether this line can change these properties in place, and completes the credentials.
func (s Storage) alterable(v Version, old Storage, changed map[string]string) error {
	switch {
	case (s.S3 == nil || old.S3 == nil) && (s.Azure == nil || old.Azure == nil):
		return errors.New("only repositories on S3 and Azure can be changed in place")
	case !v.Has(AlterRepository):
		return &MissingFeature{AlterRepository, v}
	}
	credentials := s.Credentials(v)
	touched := false
	for key := range changed {
		_, isCredential := credentials[key]
		touched = touched || isCredential
		if !isCredential && !v.Has(AlterRepositoryAnyKey) {
			return &MissingFeature{AlterRepositoryAnyKey, v}
		}
	}
	if touched {
		maps.Copy(changed, credentials)
	}
	return nil
}

// SecretValues lists what must never be seen: for AddSecrets.
func (s Storage) SecretValues() []string {
	var secrets []string
	if s.S3 != nil {
		secrets = append(secrets, s.S3.SecretKey, s.S3.SessionToken)
	}
	if s.Azure != nil {
		secrets = append(secrets, s.Azure.AccountKey)
	}
	if s.Broker != nil {
		for _, secret := range s.Broker.Secrets {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}
