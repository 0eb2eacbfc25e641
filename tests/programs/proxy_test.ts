/**
 * The page behind a reverse proxy with TLS: the configuration of `docs/operating.md`, run by nginx.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import { connect, freePort, ROOT, run, startServer, temporaryDirectory, texts } from "../support/helpers.ts";
import { until } from "../support/patience.ts";
import { connectPage } from "../support/web_peer.ts";

const hasNginx = (() => {
  try {
    return new Deno.Command("nginx", { args: ["-v"], stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
})();

const NAME = "chat.example.org";

/** The documented configuration, for a page on `page` and a proxy on `port`. */
function configure(directory: string, port: number, page: number): string {
  const [, server = ""] = /```nginx\n([\s\S]*?)```/.exec(Deno.readTextFileSync(`${ROOT}docs/operating.md`)) ?? [];
  const changed = server.replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("http://127.0.0.1:8888", `http://127.0.0.1:${page}`)
    .replaceAll("/etc/ssl/chat/fullchain.pem", `${directory}/cert.pem`)
    .replaceAll("/etc/ssl/chat/key.pem", `${directory}/key.pem`);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) =>
    `${kind}_temp_path ${directory}/${kind};`
  );
  return `daemon off; user root; pid ${directory}/pid; error_log ${directory}/log; events {}
http { access_log off; ${paths.join(" ")}
${changed} }`;
}

Deno.test({
  name:
    "behind nginx, as documented, the page chats over TLS and the log has the addresses of people (needs nginx, root)",
  ignore: !hasNginx || Deno.uid() !== 0,
  async fn() {
    using directory = temporaryDirectory();
    const keys = await createCertificate({ hosts: ["127.0.0.1", NAME] });
    Deno.writeTextFileSync(`${directory.path}/cert.pem`, keys.cert);
    Deno.writeTextFileSync(`${directory.path}/key.pem`, keys.key);
    await using server = await startServer({ web: { names: [NAME], url: `https://${NAME}`, proxies: ["127.0.0.1"] } });
    const port = freePort();
    const file = `${directory.path}/nginx.conf`;
    Deno.writeTextFileSync(file, configure(directory.path, port, server.webPort!));
    const nginx = new Deno.Command("nginx", { args: ["-c", file], stdin: "null", stderr: "null" }).spawn();
    try {
      await until(() => connect(port).then((peer) => (peer[Symbol.dispose](), true), () => false), "nginx listens");
      const get = (...args: string[]) =>
        run(["curl"], [
          "-si",
          "--cacert",
          `${directory.path}/cert.pem`,
          "--resolve",
          `${NAME}:${port}:127.0.0.1`,
          ...args,
        ]);
      const page = await get(`https://${NAME}:${port}/`);
      assertMatch(page.out, /^HTTP\/1\.1 200 OK/);
      assertMatch(page.out, /Cross-Origin-Opener-Policy: same-origin/);
      assertMatch((await get("-H", "Host: evil.test", `https://${NAME}:${port}/`)).out, /^HTTP\/1\.1 403 /);
      const headers = {
        "Host": `${NAME}:${port}`,
        "Origin": `https://${NAME}:${port}`,
        "X-Forwarded-For": "192.0.2.7",
      };
      using maya = await connectPage(port, { trusted: keys.cert, headers });
      using izza = await server.connect();
      const token = await maya.logIn("maya");
      assertEquals((await maya.ask(`send ${token} izza halo`))["message"], "Message Sent");
      assertEquals(texts(await izza.ask(`inbox ${await izza.logIn("izza")}`)), { maya: ["halo"] });
      // Behind what the browser says nginx puts its address, which is that of a proxy of ours here.
      assert(server.log.some((line) => /connection from 192\.0\.2\.7:\d+ by the page/.test(line)));
    } finally {
      nginx.kill("SIGTERM");
      await nginx.status;
    }
  },
});
