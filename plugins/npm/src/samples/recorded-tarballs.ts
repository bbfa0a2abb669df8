import { base64 } from './base64.js';

/** Written by apps/e2e/src/conformance/npm-record.int.spec.ts. */
export const TARBALLS = {
  web: {
    integrity: 'sha512-uQVsPvVWB1yL5mO+OMSbub037WsfOOkAQTQRcQ0YRPkD4wZQDKklB2k4KhKJ6LxB0RGhpRrRMZBm1gVTUeGHTA==',
    bytes: base64(`
H4sIAAAAAAACA+3TsQ6CMBAG4M4+BZ4raY+2YNK3KdoYMLamBRwI724EJwZZlETSb/nT9pIOl/+uT1d9Mew+Ja2Ds+TLEBELKcdExHkiFkeS5RnPhZDy
dZ8JKXKSIFlBGxrtk4R455pPc0vvf6qHzvhQOQsKJOUUIQWrbwYUPEwJKZSVBdWPBwW+tbQOMAwk2oZ379m02d/8sdh/Lmf95wJ57P8aDnvWBs/KyjJj
u8S6s9nFVkRRFG3fE4QXwMAADAAA
`),
  },
  tls: {
    integrity: 'sha512-/3x2Vss4GUV7Qmw4h74A1P4X2PC9pRQsA4S/bv/wmBQvN2z6KmvvmuszZ4hEyt6U9zWKvo2gbmdc80IPR74K3g==',
    bytes: base64(`
H4sIAAAAAAACA+3TsQrCMBAG4Mw+RbhZ0kty7dDJV4mlSGttShJFEN9dqk4d7FIK6n3LD7mDG8I/uOroDnU2vFK10fdiYYiIBdEzEXGaiFQInWuTW0s0
vmtL1giJYgXnmFyQUgTv06e9ufmXusGlDrHxPZRgFSoNW+jdqYYSdpUPQ5a6CHfBftS791nX7MevVm1c/sZs/9FM+4/E/V/FdcMdYIyxf/QAo3sKMQAM
AAA=
`),
  },
  zip: {
    integrity: 'sha512-ekCT2aed0zZkBBtCdBUlNpn913DWsnlBokj3rmJLYFiKXnNkxjWpCHoHLCCRUX/rAoF4v3WCXQ3Q8zJsTls5Fg==',
    bytes: base64(`
H4sIAAAAAAACA+3UsQ6CMBCA4T4KuZnA1RZMmH0LYwyWi0GhJS04aHx3g7LIIAshwfRbLul1/a/J1TU/U9x8ZnRxRrOZISKmUr4nIo4n4jZhPOGbRAgp
+3cupJAsQLaAzrW5DQJmjWl//Zvar9QDbmRdaTRkwCMRIYSg85ogg3vZQAinThcV7aghXZBWJTnI9qCsgsOTeWs3dB9rU9CxNkVXkYuVVXMehMn+JY76
T9MEff/L9D/U3hcdfh0DjDj4xD3P8/7UC3LFRnsADAAA
`),
  },
  scripted: {
    integrity: 'sha512-+WnmCPaxEc6awxMYaSrRBiE2nENWvx3RLzCbgq999SqPlLwrLbDB3xK5L6KKqy669fCi++YkhVx9S2a15Ipqzw==',
    bytes: base64(`
H4sIAAAAAAACA+3SsQ7CIBDGcR6FfHODRwsdeBusxNS20ADq0PTdTXVz0MWYNOG3/JO7G2+23WDP7jC/Ki4pePZjREStUs8S0XtJkmZSy1o3jVLbXDaq
bhkn9gfXlG3knMUQ8qe7b/udWnBzMfXBw0AKEoQK3k4OBnd3RIXUxX7OCWZB71O24wgDH06OT3bY/gXryoqiKIq9eQDVj3D5AAgAAA==
`),
  },
  native: {
    integrity: 'sha512-Hx8ASrEjZoKbBeMotlOYcfIEe2X4ohHojx/zTSzQJEyocDVB3/ddojA6GAxYwKRN2qkHd8A3wjhhOoDEi/GsDQ==',
    bytes: base64(`
H4sIAAAAAAACA+3TywrCMBCF4XmUMmtJT9K0Qt8m1RCqmJS2KiK+u3hZdaEbKajzbQ5ksv07t9q64PPusWozpEgfBgCVtfcFMF3AgnSpTVkU1t7edWGN
pQw0g/0wuj7LqE9pfPXv3f1Lnfng+6FNkWvWCgq84Oh2nms++oYvJH7as/u8aeO6jUGFU0ez9w8z7d9US+l/lv6lcCGE+EtXCmqI7AAMAAA=
`),
  },
  hostile: {
    integrity: 'sha512-SQ1u2+tamte0KQ7Sald8BJPwCJLYd+irTYJ2HCTS/r0RSlcdqwZb2DH0LzHWN8waRd2jbxo3AReRI55ohDtVHw==',
    bytes: base64(`
H4sIAAAAAAACA+2UywrCMBBF8yll1mVmYmKF/ozENmh9JKVpdSH+u/hAtAu7KaKSw8CFmbs9U5tiY5aW6lviOngnRoaZOdP6mszcT5ZKCzmVk6lSWl/2
UmnFImHxAbrQmiZJRON9+643dP9RjrC3Tai8gxwkMjKk4MzOQg6IhEi2LSCFReUgP95Xt1lUjsLq0Xu0qTYhHEo4nUTk67l7T86Xdr7zZbe1gcy472DI
f9ZZz/9MTWbR/8/4/2L7xWtIn34CIkmIJkcikcjfcQZu46PwAAwAAA==
`),
  },
};
