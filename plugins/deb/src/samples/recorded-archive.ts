import { base64, utf8 } from './bytes.js';

/** Written by apps/e2e/src/conformance/deb-record.int.spec.ts. The key signs nothing else. */
export const KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

xjMEXgvhABYJKwYBBAHaRw8BAQdA181Ed02/8E82Ez0ou1mHz18tEDJjFUw+
UjbEK9aF1GjNI01pbmkgQXJjaGl2ZSA8a2V5c0BhcmNoaXZlLmV4YW1wbGU+
wsATBBMWCgCFBYJeC+EAAwsJBwkQO4kKoVQ7jgZFFAAAAAAAHAAgc2FsdEBu
b3RhdGlvbnMub3BlbnBncGpzLm9yZ6P/gptx+e+fCZ3qCIiGSOIVqbqlUCpk
w2673WTARP7/BRUKCA4MBBYAAgECGQECmwMCHgEWIQQR28NVewFqdWgRo8Y7
iQqhVDuOBgAA8+0BANEFl94bqr+Klck8qx26lGIzaQcrG7OJTqbks0fgsn7r
AP4zf8XZZxw8XQQScBP/2M95J0SWeaUQwBYWnmWhriC0Cc4zBF4L4QAWCSsG
AQQB2kcPAQEHQO42cco8e1ZbdUg0ThwTt7U/AksPK5xcb4De9oCO+fhBwsC7
BBgWCgEtBYJeC+EACRA7iQqhVDuOBkUUAAAAAAAcACBzYWx0QG5vdGF0aW9u
cy5vcGVucGdwanMub3JnqeYAPJeiZKm32P042HyP+e0kwEapSdpeO4qmfXlo
agsCmwK8oAQZFgoAbQWCXgvhAAkQ2YxedsHF2xVFFAAAAAAAHAAgc2FsdEBu
b3RhdGlvbnMub3BlbnBncGpzLm9yZ+hbb4Od9LHXaCuL67QAnlgYqXScWMC0
BSjebz6VJo9LFiEEU7Fwd6Qz210F7++12YxedsHF2xUAAKUtAQDQYdbqGDiV
wY/jpGV9akRlDaIn4B9FpUwuWHnkqIYK9gD/fZpe4OcbA5Q8itZpnTV8sJoK
+wVvC87VwPPgY4GiUQcWIQQR28NVewFqdWgRo8Y7iQqhVDuOBgAAcR4A/jT1
wYcX6xgmb/Qbbes5QP2W17ndGmpuqbkPLSXPqQkMAQD0sPsbAmRQKtvRnvPc
/YfcwFWz/Scwn9nww0axGnMvBg==
=w7XA
-----END PGP PUBLIC KEY BLOCK-----
`;

export const FINGERPRINT = '11DBC3557B016A756811A3C63B890AA1543B8E06';

/** Bodies by URL. */
export const FIRST: ReadonlyMap<string, Uint8Array> = new Map([
  [
    'http://archive.example/debian/dists/trixie/InRelease',
    utf8(`-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

Origin: Debian
Label: Debian
Suite: mini-trixie
Codename: trixie
Date: Fri, 01 Nov 2024 09:00:00 UTC
Acquire-By-Hash: yes
No-Support-for-Architecture-all: Packages
Architectures: all amd64
Components: main
Description: A miniature archive
SHA256:
 d1b9b4fe635cee6d869e422f90d5e6e8e8d46eadcc918245f8bc1567528dc819      1254 main/binary-amd64/Packages
 5866ec4795bf4a97d1f555ab6d90235c6b71463277ef001c66bf528c779ea859       496 main/binary-amd64/Packages.gz
 439f537853ead0c8383e3fa554ff9067ba4707572d8281823d732ee61face79c       560 main/binary-amd64/Packages.xz

-----BEGIN PGP SIGNATURE-----

wrsEARYKAG0FgmckmJAJENmMXnbBxdsVRRQAAAAAABwAIHNhbHRAbm90YXRp
b25zLm9wZW5wZ3Bqcy5vcmcIWZkDfMFBzVLAT8ZQbTtVO7P7p0QP3AHzWkTK
Kg2BjxYhBFOxcHekM9tdBe/vtdmMXnbBxdsVAAAJSgEA9v2X9tMZMSxxcML0
AJ5nt7UKyfncOeYiOmkllByoYtQBAJb9pjNX3csy6I5NEjgrI3lRc4fGvpDb
uOnCbo4ju7UE
=IPBV
-----END PGP SIGNATURE-----
`),
  ],
  [
    'http://archive.example/debian/dists/trixie/main/binary-amd64/by-hash/SHA256/439f537853ead0c8383e3fa554ff9067ba4707572d8281823d732ee61face79c',
    base64(`
/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ATlAe1dACgYSGbb2jCF/hbzQSLwXSE/D+6aaaPOSntRfLUNwgK1/rcgeesIdzX7QKe8avFDryeV+Lwhh94b
oVTVuY6+15U5DLB57V5+994DtAe1InUT/QCVN8FaZDDkHY37NbHL0J+88DgF+B43Zfw5VPf5Ty1CkwnmBk/PbpRlBb5Pg+jiHZI/2y/E6TJ9ca3jIi+e
xuVOcCCrXr9pZ2hWUZU+KFg6fH6rQJmAoCYyZHflf0BKYBDo9FNQm1Tb62Y7MqJdjIHVpeKfMd9aRtxEJJ2JbaXfqyrqNptO/PN45B9zIuUb8rSJ6iI9
o38M/4BY04DSN2bXRRgzPv0yhoBtBgaA9XMjdMABEoO2OA6FsumH77Nsl8qZoEIE8WxjFdL7u94Bx8MuY//kBoaHhecYaLab321WW/bwf3OfojL2cIoT
UrvWYDLwjNChUwcQMXEoWqcyxZZ96GGwzGHrggQKL/SfRxgqIop+gRC1KxIoMNWuOjFmXNP04XV/gpimtslO2ps33SQEFtC79QMMacgG1eths6nH9xjT
FjNmZcFmVQzgMGVJ5yD9c6OTQ2Z68g4z8uj+1dcb3Jan24jt1ELyqQ2QL1b2uGAFWizmyNc6U/pvOiGW5gK1Cd8ugO2S9K42D8NWH3uHxyWEOe7yoY3g
OgAAAAAA6ymMl8ymsxIAAYkE5gkAAGYSr/OxxGf7AgAAAAAEWVo=
`),
  ],
  [
    'http://archive.example/debian-security/dists/trixie-security/InRelease',
    utf8(`-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

Origin: Debian
Label: Debian-Security
Suite: mini-trixie-security
Codename: trixie-security
Date: Fri, 01 Nov 2024 09:00:00 UTC
Valid-Until: Fri, 08 Nov 2024 09:00:00 UTC
Acquire-By-Hash: yes
No-Support-for-Architecture-all: Packages
Architectures: all amd64
Components: updates/main
Description: A miniature archive
SHA256:
 5a81986752c9a52aa838d48d8005ae908f40c9db5f4f44f78517cc63f4ef3fb2       291 main/binary-amd64/Packages
 a2f10f728cb2fb33e97b7c6f9e0eb7b50011899b9446519f8e848fb610363491       238 main/binary-amd64/Packages.gz
 516c56ce3d72c25d8456287a202f7eac2298c00838a33bcb8c4b35bf8e44d0cf       300 main/binary-amd64/Packages.xz

-----BEGIN PGP SIGNATURE-----

wrsEARYKAG0FgmckmJAJENmMXnbBxdsVRRQAAAAAABwAIHNhbHRAbm90YXRp
b25zLm9wZW5wZ3Bqcy5vcmd/tHMLX2JJdoJEvHZ0jh/oB0W7zEQASEGDiBj4
l1BK7xYhBFOxcHekM9tdBe/vtdmMXnbBxdsVAADM3gD/aVc2/9IPvIhAbAny
dMSyOcBeDChdjHk9U8udKLLvVhwBAPkRaB3/qVd+gs0WTlMP99wmdZL9THrB
yHeRix5QnwQM
=wuvQ
-----END PGP SIGNATURE-----
`),
  ],
  [
    'http://archive.example/debian-security/dists/trixie-security/main/binary-amd64/by-hash/SHA256/516c56ce3d72c25d8456287a202f7eac2298c00838a33bcb8c4b35bf8e44d0cf',
    base64(`
/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AEiAOpdACgYSGbb2jCF/hbzQSMDTW4zpr4eLu2Iuv/QUkgkFJpqcLHtpf/g9fgW5l+wI9ozF2houib4/h3Q
eN5t2Xf5oEvRK66nisF2erdQIYUmEWt8EvzavZDfIb62Sdu4ATtO9yHjpcoJni5L9isFxyQtJ1u3Bv9w5+8Gc/YoDah9xUBlkIl0Cre6I7EPuohnzZ04
aAKmQfiWMC7f8SgH+1wvQrhEm2mk/Fc/sHv94JvXoKBaiF6be4DskqnWitjtzetVo7dhg4zI/VqQgntEy7h9edKhQ4CEn+MZsUsPItbaRqwIvW+ldN0B
K/WY8gAAANhNdH6EFet6AAGGAqMCAAD9EiYtscRn+wIAAAAABFla
`),
  ],
  [
    'http://archive.example/debian/pool/main/l/libc6/libc6_2.41-12_all.deb',
    base64(`
ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29udHJvbC50YXIuZ3og
IDAgICAgICAgICAgIDAgICAgIDAgICAgIDEwMDY0NCAgMzUxICAgICAgIGAKH4sIAAAAAAAEA+1TQWvDIBj1nF/hH0iiRk0rY2ywyw4bhcGuwxhpZVaL
mtHu149ka2E9tCdhsHh5+n36fLzHV9Ug+0IIoZYxMCJC6BynGmaYsKahdOq3LeIAsuzKAABDTDJACIL36dJ/1/qX3v7hXlUr71LwNqPGMWBO6XnuxzMi
lIBf+WPcoBZAlFHTifqf57+S6l2utYDWdIoXrzpE452ApKK4xKS4D2pjklZpCFpAaW3xJI1L0jgdBHz2ne8P8MZNeCfHyx+60nu53Vl9W6yC8cGkg4B+
l4x30haPLiZpre7LF/OpBcTFg44qmKkvYNpouPvW9CPplNS8yeBAVW97FodtzMB9pLw2/xix8/knhMzzf/QvJ1KEuwbpplt0rOdkyRsmmeK4UX3XLvES
wiGG2pqu3i/4G6elNW7Yl2s3jEVVRV/xIqfAmXt2YHZgdmB2IIsDXzSpa/AADgAACmRhdGEudGFyLmd6ICAgICAwICAgICAgICAgICAwICAgICAwICAg
ICAxMDA2NDQgIDIxOSAgICAgICBgCh+LCAAAAAAABAPtlVEKgzAMhvO8U/QC1lSTdrcZcw9DEAW14PGHyhhz4BRXGVv6Eto0JPxfQnQMwQ8iomOG3iLi
1A5vhk3CaUo0+J1DC4qDVwYAvmnPtVJQV1U7l++dfy72i3069k0duAd6wKv4G2TjhP8ebTPyL/IsYA+s528Sy8J/X/7d0Z4sRUVe+i66lv5zDbGePxmS
+d8DPzzm/4V/kWcX3VTabi2k52+Jpnv/fkfEBJ72v2FmBwq3Jl4S/+f7vzssEUn+iAKigCggCvyaAjeWrdzKABAAAAo=
`),
  ],
  [
    'http://archive.example/debian/pool/main/l/libtls3/libtls3_3.0-1_all.deb',
    base64(`
ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29udHJvbC50YXIuZ3og
IDAgICAgICAgICAgIDAgICAgIDAgICAgIDEwMDY0NCAgNDE2ICAgICAgIGAKH4sIAAAAAAAEA+1UzWobMRjUeZ9CDxDv6n/XSygt+NJDSyDQa9EfaxFZ
MpK2OH764o1rqA/ZQ2IIZHX5JI00Gmb4VDfg5gMhhFrOwakihK7rtIc5JpxSxia8bZEAkN9cGQBgzEUmCEGKsbz23hz+2t0PjNWNjqGk6G+o8RSwYOw6
939rRFoC/ssfY4oJgOiGmi7Unzz/B6mf5GB76J0qPtPql03ZxdBDWqMVrr4lvXXF6jIm20PpffVDulCkCzb18GdU0TzD+zDVr/J0+I+t7UHu9t5+qR6S
i8mV5x7GfXExSF99D7lI761ZPbqj7SGuNjbr5Ca8h2Vr4f5F00XSxu5tMHnSeMR3p30tqkuCy+QNDtTNzvA87vIbOOauzvY/odf9Twhd+n/O1/fAEWuR
aI0yqG257BCVxFDWdYwJRihfQzjm1OStTLYxUTfnb6LRWxkG6+NQb6xyMtTDsWIIK4osVZ3iRpC1oFxyLTDVRrVrfObyTjWHTvwWbOVdGA+rIYxn2jrH
mi6N/R65LhyLA4sDiwNzDvwFsiuy5AAOAABkYXRhLnRhci5neiAgICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0MjUgICAgICAgYAof
iwgAAAAAAAQD7ZdPSsNAFMYH3YgLr2CWrdD0zX8P4EoLiki3ktaSBkIiSQPFjQdw5znElZ7ATasUK1jXIh5E0iDoiG3TdkrRyWaYvDeZ4fu9j8yzy0j7
AwAgOUfpCADqOHyHOSacUsaGcSlBIItrPxlCKIlbTmRZKArD1qj9xsVHrV3imF1O4khzDaSAc/HHwLE0/BdRNhl/36tprIH8/DER3PBfLP/2tjgWrOR7
QdIuuUEyv4LIz59hZvy/CPwo83/cdKLG/IArJ8/PHwuCjf8VGbVMv/I/CetaaiA/f0KFuf9p4a1+VOXve7WWH9O51kF+/lQyYvyvstIx/41/vekEbsMP
XXunUfOcwHbPpt4+5S8YU/u+zzlgTNG3/g9LBhJZMPWOORb+8/5v82ItE2v1oVvZ6harfXihff58VCjeX3Uqt9VCaXe/t3d90+tUHl/fDg/6h6cb8YAT
IE+cAbyvoLvB+aXMobhJXSIFMv+n/d+P+3/2K7Dj0KazHXic/wGI4n+BKTP+n031yVa31yfLM1lGAaOAUcAo8LcU+ACHPxIJABoAAAo=
`),
  ],
  [
    'http://archive.example/debian/pool/main/l/libz1/libz1_1.3.dfsg-1_all.deb',
    base64(`
ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29udHJvbC50YXIuZ3og
IDAgICAgICAgICAgIDAgICAgIDAgICAgIDEwMDY0NCAgMzY4ICAgICAgIGAKH4sIAAAAAAAEA+1TQWvDIBj1nF/hH4jRGE0rY2zQyw4bhcGuwySulVkN
akbbXz+SbYX10B3ajMHi5VOf3+fjPR7KwOgLY4xLxkBfMcbHdbgjjOSM0qIY8LLEHEA2OjMAQBei9BAC71w89d9P+KneP4yhrHY2emdG5NgbzIvi2Pev
M845B9/8J4QSBiAekdNh9D/3fynrV7lSAhpd7UnypHzQzgpIBEEUNS9hlZLk1tdrHVUdO68ElMYk91LbKLVVXsAHV7lmB6/sUG9k//hNIbWVm9ao62Tp
tfM67gR0bdTOSpPc2RClMapJH/VeCUiShQq11wMuYFwr2H4Q++S1UK2yTRho1jw5uDdtzlQAZZuGhW4Tzpxzqv2n/BPMjvOf5/mU/1OaXgorMKkoVrSa
Vazh+ZxTJlnNCa2bqpyTOYRd8JnRVbad8WdepEbbbpuubNdf7lFwiExxvJQb05xJgUmBSYHfU+Adit0xrgAOAABkYXRhLnRhci5neiAgICAgMCAgICAg
ICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICAyMTkgICAgICAgYAofiwgAAAAAAAQD7ZVRCoMwDIbzvFP0AtZEm3a3GfNlCKKgFmSnHypjzIFTXGVs6Uto
05DwfwnRMQQ/iIiOGXqLiFM7vBFTwmlqzOB3Di0oDl4ZAPimPddKQV1V7Vy+d/652C/26dg3deAe6AGv4k/I5IT/Hm0z8i/yLGAPrOdPiWXhvy//7mhP
1kRFXvouupT+cw2xnr8hI/O/B354zP8L/yLPrrqpNG0tpOdvjZnu/fsdERN42v/EFgkUbk28JP7P9393WCKS/BEFRAFRQBT4NQVubjjz4wAQAAAK
`),
  ],
  [
    'http://archive.example/debian/pool/main/w/web/web_1.26-2_all.deb',
    base64(`
ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29udHJvbC50YXIuZ3og
IDAgICAgICAgICAgIDAgICAgIDAgICAgIDEwMDY0NCAgMzYwICAgICAgIGAKH4sIAAAAAAAEA+1Uz0vDMBTOuX/FOyq4Nmma1hUdCrt4UAaC9zQNLpgl
JUnV+ddLKw7cYYWNwsDm8vLyfn18Hy9xgkY/GGNcMIY6izHet/0bYSRllGZZHy8KnCNgoyNDCLU+cAeAnLXh0Lyh+KHaM47FibAmOKtHxNgJnGfZvu6/
Pk6LDP3RnxBKMgR4REy71v9c/xUXb/xVlvAhq+hFOq+sKYHEaT5Lo3sn1ipIEVonS+BaR49cmcCVka6EJ1vZegs3prd3vEt+l7H85JtGy0W0cso6FbYl
2CYoa7iOHowPXGtZz57VlyyBREvphVN9vISwltD8AOrxLGUjTe1L0KoK2lO4WNwCvbzqfJFHOw2ny9EMxMmmZr7d+KM7DBcO7T9mxf7+pxRP+z/M7OkZ
GSYVxZJW1xWr83SeU8aZyAkVdVXMyRyg9S7xlTJJ90OcPnDqMDEwMTAxMDFwFgx8A38fq7IADgAAZGF0YS50YXIuZ3ogICAgIDAgICAgICAgICAgIDAg
ICAgIDAgICAgIDEwMDY0NCAgMTgzICAgICAgIGAKH4sIAAAAAAAEA+2UMQrDMAxFNfcUPkHy5UjxeRro0KUBO6E9fnFKB2dIyeBQiLwIWdgS/33UtFT9
AEBQpRwBrONyx8peu05kqYeAnpxWn4yI5jRdo3MUx3Ha6vervvX2j2tNO6dY2QMZ8C7+DOVg/I+wzYd/Gu6PeibYz59FvfE/mP/zNtTpmPn3Iuu9/80B
eCr2P3sWTw51xil/Pfn+f11KOSwzBUwBU8AUOIcCb5ejLFYADgAACg==
`),
  ],
]);

/** Those that took their place a day later. */
export const LATER: ReadonlyMap<string, Uint8Array> = new Map([
  [
    'http://archive.example/debian-security/dists/trixie-security/InRelease',
    utf8(`-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

Origin: Debian
Label: Debian-Security
Suite: mini-trixie-security
Codename: trixie-security
Date: Sat, 02 Nov 2024 09:00:00 UTC
Valid-Until: Sat, 09 Nov 2024 09:00:00 UTC
Acquire-By-Hash: yes
No-Support-for-Architecture-all: Packages
Architectures: all amd64
Components: updates/main
Description: A miniature archive
SHA256:
 52347e1aa24a94134f3ce8d68a750436a2ea9826f00ab3d40589f6fca3bfee03       622 main/binary-amd64/Packages
 ba2458e4286f8e6b0b77ce2331b54c8bea2d324088cf08db63515471deeefd32       340 main/binary-amd64/Packages.gz
 40908f54e444648e1cbc8903bde6f60e6386b543dd412f5f1887da220dc297dd       400 main/binary-amd64/Packages.xz

-----BEGIN PGP SIGNATURE-----

wrsEARYKAG0Fgmcl6hAJENmMXnbBxdsVRRQAAAAAABwAIHNhbHRAbm90YXRp
b25zLm9wZW5wZ3Bqcy5vcmdzirX7d4R8cUhYyAUQLP0JjiAlBFQ/P1QDcdNh
SK/ZCxYhBFOxcHekM9tdBe/vtdmMXnbBxdsVAAAqwgEAyO+XqX0x0yGDG+AN
TlZ9mvRyFZSlAQUsNwqNfjMhr0oBAPRQr6xO+kn3/riUQndAAMkqKNvnHWz9
ZIK9Vaur10IO
=Pxam
-----END PGP SIGNATURE-----
`),
  ],
  [
    'http://archive.example/debian-security/dists/trixie-security/main/binary-amd64/by-hash/SHA256/40908f54e444648e1cbc8903bde6f60e6386b543dd412f5f1887da220dc297dd',
    base64(`
/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AJtAU9dACgYSGbb2jCF/hbpFIlFHpCU2HzHlfSt4BFxtvjUdaRhqorfKXrHmC5rk/s6tOkMVi/a37yOBdEn
jqOdQep7R2/Vl7KPeka5Hbs0JPWZ4xFodXe571VVbiztEhkLcz8sEDt2WBGE8Mcvq23Wb3nL0USVjwLsE6G9wcNF8l6aAtkbkANK3YNZ8q1kgc6eno/s
HAZ2RDDFpNb9LJX9JjkwSsZ+XMqm59gb0kjufxwS1XEJJdTT9adjxd4zt1mssnkJppA1IC9hncKIcPVe4OMrGQZFbViMW8JArrQO8zrBUdjewtyingmo
XkTtoTL18Tsx7d3YZH21s4vJsk444vl6z6JhlXF5Vy76KXSLsxKz5SWqI1l6d2I5kdY5ynJ/N1j9yEroDa+wteIS95OHwTkmeNgL5AJCLVwAlhKbi/mm
FbB/FZNq2Esbtn07C488Ru/GAAC32CUOYylLrQAB6wLuBAAAK/K/9LHEZ/sCAAAAAARZWg==
`),
  ],
  [
    'http://archive.example/debian-security/pool/main/l/libtls3/libtls3_3.0-1+deb13u1_all.deb',
    base64(`
ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMCAgICAgICAgICAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29udHJvbC50YXIuZ3og
IDAgICAgICAgICAgIDAgICAgIDAgICAgIDEwMDY0NCAgNDI0ICAgICAgIGAKH4sIAAAAAAAEA+1UTYvbMBDV2b9C9za2vrM2pbSQSw8tC4VeiyTPOqKK
FCS5ZPPri73bQHPYDbsEFmpdRprRGz3eY1Q36OqLEELWUqIpEkLO45yjkjLJuRBzfb0mCmF5dWYIoTEXnTBGKcby1HvP1Z/CvuFa3dgYSor+ihwng5UQ
577/PRNOGPrHf0o5EQiTK3I6tf7P/b/V9pceoMPemeIzr35Ayi6GDvOarOi7HgzlI60+J7t1BWwZE3RYe1991S4U7QKkDn+LJvb3+EOY4yc9Xf4NNRz0
bu/hY3WbXEyu3Hc47ouLQfvqS8hFew/96rs7QodptYFsk5vrHS5bwPsHbidqG9hD6PPM9UjfT3mrqpOTy+YFCtTNrpd53OUXYC+FPDf/jPHz+Z9Sy/xf
KvAr7knBVXunqZTQcnZHCWsN54YJoQllRGE85tTkrU7Q9NE2j99EY7c6DODjUG/AOB3q4VgJQg0nwM2Nkb1ireJSS6sot71Zt7R96OWdaQ436qcSK+/C
eFgNYXxsW+dY82WgX2HnAl0UWBRYFLhYgT9LFAdJAA4AAGRhdGEudGFyLmd6ICAgICAwICAgICAgICAgICAwICAgICAwICAgICAxMDA2NDQgIDQ1NCAg
ICAgICBgCh+LCAAAAAAABAPtl89KAlEUxi+0kRa9QrbTaMZz/07boE2lFhKuglAzHRhmYkZBgqBVm16hFwiqlfQMakgG2jp8khiHoCZSR50h6s7mcuec
O/fy/c7H3KOmUOgPAIDGOXJHAPCPo3eYY8IpZWwU1zQQKM5DPxlCqO7UCnY8jmzLqo3bb1J83NpfHFNTdccOuQZcwIH4Y+BYk/yjKBuPv6EXQ6yB4Pwx
EVzyj5Z/Y1McC6YYullvKBWzvriCCM6fYSb9HwV+5PnfqRbs8uKA+04enD8WBEv/+2QMZfqZ/4lVCqUGgvMnVMj7Xyi8/R/18zf0Ys1w6ELrIDh/qjEi
/e9nFcb8J/6lasGslA2rom6Xi3rBVCvnM2/v8heM+fu+jzlgJtCX/g9rDHMUh5l3DLDwn/d/q9cxT6ylp3Z6vZ3M9+CV9ng/u5MhTOX9w0Syc9dKD5Rs
RlU6G7fNfELZ3e/uPTS7rfTz2zB30MudrTgDToC8cAYwHHa2ROwUrV1cHaHH+87NZQAYMjVqBTz/u/3ft/u/9ytQHUul851qkv8BiM//AlMm/T+f6tOt
bixPlyezpAJSAamAVOBvKfAO/lHNywAaAAA=
`),
  ],
]);
