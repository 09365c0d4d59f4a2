import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { insidePath, type Installation } from "./installation.ts";
import { ownByServer, type Instance } from "./instance.ts";
import { capture } from "./process/capture.ts";

/** Paths of the lab's test certificates, all PEM files. Server certificates name `localhost`, 127.0.0.1 and ::1. */
export interface Certificates {
  readonly folder: string;
  /** The authority that signed everything below but `wrongCa`. */
  readonly ca: string;
  /** An authority that signed nothing the server shows. */
  readonly wrongCa: string;
  readonly server: KeyPair;
  /** A server certificate that ran out in the year 2020. */
  readonly expired: KeyPair;
  /** A client certificate for the user `db_certified`. */
  readonly client: KeyPair;
}

/** A certificate and its private key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
const ecKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Names the files of a certificates folder, as `makeCertificates` lays them. */
export function certificatesIn(folder: string): Certificates {
  const file = (name: string): string => join(folder, name);
  const pair = (name: string): KeyPair => ({ certificate: file(`${name}.pem`), key: file(`${name}.key`) });
  return {
    folder,
    ca: file("ca.pem"),
    wrongCa: file("wrong-ca.pem"),
    server: pair("server"),
    expired: pair("expired"),
    client: pair("client"),
  };
}

/**
 * Makes certificates in the instance's folder, once as files of the lab's account for clients, and a copy of the
 * server's that belongs to the server's account. Returns undefined when the machine has no openssl.
 */
export async function certificatesFor(
  installation: Installation,
  instance: Instance,
): Promise<Certificates | undefined> {
  const folder = join(instance.folder, "certificates");
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  try {
    await makeCertificates(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const own = join(instance.folder, "server-certificates");
  mkdirSync(own);
  ownByServer(installation, own);
  for (const name of ["ca.pem", "server.pem", "server.key", "expired.pem", "expired.key"]) {
    copyFileSync(join(folder, name), join(own, name));
    chmodSync(join(own, name), 0o600);
    ownByServer(installation, join(own, name));
  }
  return certificatesIn(folder);
}

/** The files the server itself reads, as it sees them. */
export function serverFiles(
  installation: Installation,
  instance: Instance,
  which: "valid" | "expired",
): KeyPair & { readonly ca: string } {
  const file = (name: string): string =>
    insidePath(installation.root, join(instance.folder, "server-certificates", name));
  const name = which === "valid" ? "server" : "expired";
  return { certificate: file(`${name}.pem`), key: file(`${name}.key`), ca: file("ca.pem") };
}

async function makeCertificates(folder: string): Promise<void> {
  await Promise.all([makeAuthority(folder, "ca"), makeAuthority(folder, "wrong-ca")]);
  writeFileSync(join(folder, "authority.conf"), authorityConfiguration);
  writeFileSync(join(folder, "index.txt"), "");
  await sign(folder, "server", "localhost", "20240101000000Z", "20991231000000Z");
  await sign(folder, "expired", "localhost", "20200101000000Z", "20200201000000Z");
  await sign(folder, "client", "db_certified", "20240101000000Z", "20991231000000Z");
}

async function makeAuthority(folder: string, name: string): Promise<void> {
  const subject = `/CN=db test ${name}`;
  const files = ["-keyout", `${name}.key`, "-out", `${name}.pem`];
  await openssl(folder, ["req", "-x509", ...ecKey, "-days", "3650", "-subj", subject, ...files]);
}

/** `openssl ca` is the one command that takes both dates in every version. */
async function sign(folder: string, name: string, subject: string, from: string, to: string): Promise<void> {
  const request = ["req", ...ecKey, "-subj", `/CN=${subject}`, "-keyout", `${name}.key`, "-out", `${name}.csr`];
  await openssl(folder, request);
  const dates = ["-startdate", from, "-enddate", to];
  const files = ["-in", `${name}.csr`, "-out", `${name}.pem`];
  await openssl(folder, ["ca", "-batch", "-notext", "-config", "authority.conf", ...dates, ...files]);
}

function openssl(folder: string, args: readonly string[]): Promise<string> {
  return capture("openssl", args, { cwd: folder });
}

const authorityConfiguration = `
[ca]
default_ca = lab
[lab]
dir = .
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
${names.replace("=", " = ")}
`;
