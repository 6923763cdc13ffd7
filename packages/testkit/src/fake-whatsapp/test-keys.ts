/** Keys of the fake server. They are public on purpose: they prove nothing to anybody outside of a test. */

/** Issues the certificates of the Noise handshake. */
export const ISSUER = {
  private: Buffer.from("38ea474cd68a5af4d8cffa751ed1322d77a3a60fd7ea7415bbbff69ab705e340", "hex"),
  public: Buffer.from("40994ad08e437b11808e79580360de1d7bf5366ac3a015000bfbe81c016ba250", "hex"),
};

/** For the server of media files, on 127.0.0.1. */
export const MEDIA_TLS = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjYVRRCuJ3+qwEpwl
9lemGdf/VyUyvE2kT/FiZKEeqdqhRANCAASJII0MvGwwSYE87nhOwn+rj/9xcd2e
p7/20bvT2SOnXvaAo4xXAUMRS5MjUlDwylI4fdZ5blnDsqfeXwaiKTxx
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBpDCCAUmgAwIBAgIUSR1v92GJ4FAeSO0kfGJT0XDqdUgwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNZmFrZS13aGF0c2FwcDAgFw0yNjExMjMwMjQ2MzBaGA8yMTI2
MTAzMDAyNDYzMFowGDEWMBQGA1UEAwwNZmFrZS13aGF0c2FwcDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABIkgjQy8bDBJgTzueE7Cf6uP/3Fx3Z6nv/bRu9PZI6de
9oCjjFcBQxFLkyNSUPDKUjh91nluWcOyp95fBqIpPHGjbzBtMB0GA1UdDgQWBBQQ
a/2nllg7OMoy7u22ROAJA/OueDAfBgNVHSMEGDAWgBQQa/2nllg7OMoy7u22ROAJ
A/OueDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGHBH8AAAGCCWxvY2FsaG9z
dDAKBggqhkjOPQQDAgNJADBGAiEAlZSQy00/ZIrja4yEp4NqVi0Yb51Zmmge+nXA
U9g9jKICIQChsvWy/J1kBFRJ+PHZ5FPqgcoOPCm6olgxi8boY+AU8g==
-----END CERTIFICATE-----`,
};
