/**
 * Rules of the house that `deno lint` does not know: how long a function may be, and how the title of a test begins.
 *
 * @module
 */

/** Lines of a function, from its name to its end. */
const MAX_LINES = 60;

/**
 * A title goes on from the name of the file: it begins with a small letter, unless its first word is a name. The row of a
 * table of faults may stand before it.
 */
const TITLE =
  /^(?:[A-Z]\d+: )?(?![A-Z]\d+: )(?:[^A-Z]|[A-Z][A-Z0-9]|(?:Alt|Argon2id|Ctrl|Debian|Deno|Esc|Tab|Unicode|Windows)\b)/;

/** The name of a helper that makes a test of what it is given. */
const HELPER = /^test\w*$/;

type Visitor = Deno.lint.LintVisitor;

function isTest(path: string): boolean {
  return /[\\/]tests[\\/]/.test(path);
}

/** The text that a title begins with, if it stands in the code. */
function startOf(title: Deno.lint.Node | undefined): string | undefined {
  if (title?.type === "Literal" && typeof title.value === "string") return title.value;
  if (title?.type === "TemplateLiteral") return title.quasis[0]?.cooked;
  return undefined;
}

/** Reports functions that are too long to be read at once; tests are told one after the other, and may be. */
function checkLength(context: Deno.lint.RuleContext): Visitor {
  if (isTest(context.filename)) return {};
  const check = (
    node: Deno.lint.FunctionDeclaration | Deno.lint.FunctionExpression | Deno.lint.ArrowFunctionExpression,
  ) => {
    const lines = context.sourceCode.getText(node).split("\n").length;
    if (lines > MAX_LINES) context.report({ node, message: `A function of ${lines} lines; ${MAX_LINES} are allowed` });
  };
  return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
}

/** Reports titles of tests that begin with a capital. */
function checkTitles(context: Deno.lint.RuleContext): Visitor {
  if (!isTest(context.filename)) return {};
  const check = (title: Deno.lint.Node | undefined) => {
    const start = startOf(title);
    if (start === undefined || start === "" || TITLE.test(start)) return;
    context.report({ node: title!, message: "The title of a test begins with a small letter" });
  };
  return {
    CallExpression({ callee, arguments: args }) {
      const name = callee.type === "MemberExpression" ? callee.property : callee;
      if (name.type !== "Identifier" || !(HELPER.test(name.name) || name.name === "step")) return;
      for (const argument of args) {
        if (argument.type !== "ObjectExpression") check(argument);
        else check(argument.properties.filter((it) => it.type === "Property").find((it) => isNamed(it, "name"))?.value);
      }
    },
    // A suite that several files run: an object of titles and tests.
    Property({ key, value }) {
      const isSuite = value.type === "ArrowFunctionExpression" && key.type === "Literal";
      if (isSuite) check(key);
    },
  };
}

function isNamed({ key }: Deno.lint.Property, name: string): boolean {
  return key.type === "Identifier" && key.name === name;
}

export default {
  name: "ngobrol",
  rules: { "function-length": { create: checkLength }, "test-title": { create: checkTitles } },
} satisfies Deno.lint.Plugin;
