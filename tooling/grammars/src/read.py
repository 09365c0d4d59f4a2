"""Reads SQL with grammars of Python, .NET and Java: a line of JSON in, {"grammar", "statement"}, a line out, {"verdict"}."""

import json
import os
import sys
import sysconfig
import tempfile


def script_dom():
    """Microsoft's own parser of SQL Server 2019, a .NET library that comes inside the package mssql-cli."""
    import dotnetcore2
    from clr_loader import get_coreclr
    from pythonnet import set_runtime

    os.environ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
    settings = {"tfm": "netcoreapp3.1", "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"}}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "read.runtimeconfig.json")
        with open(path, "w") as file:
            json.dump({"runtimeOptions": settings}, file)
        runtime = os.path.join(os.path.dirname(dotnetcore2.__file__), "bin")
        set_runtime(get_coreclr(runtime_config=path, dotnet_root=runtime))
        import clr

        sys.path.append(os.path.join(sysconfig.get_paths()["purelib"], "mssqlcli", "mssqltoolsservice", "bin"))
        clr.AddReference("Microsoft.SqlServer.TransactSql.ScriptDom")
    from Microsoft.SqlServer.TransactSql.ScriptDom import TSql150Parser
    from System.IO import StringReader

    parser = TSql150Parser(True)

    def read(statement):
        errors = parser.Parse(StringReader(statement), None)[1]
        return errors[0].Message if errors.Count > 0 else None

    return read


def sqlfluff(dialect):
    """The grammar of one of sqlfluff's dialects."""
    from sqlfluff.core import FluffConfig, Linter

    linter = Linter(config=FluffConfig(overrides={"dialect": dialect, "rules": "none"}))

    def read(statement):
        parsed = linter.parse_string(statement)
        if parsed.violations:
            return str(parsed.violations[0])
        tree = parsed.tree
        if tree is None:
            return "nothing was read"
        unread = next(tree.recursive_crawl("unparsable"), None)
        return None if unread is None else f"cannot read: {unread.raw}"

    return read


def shardingsphere():
    """ShardingSphere's grammar of Oracle, Java libraries in the folder that the program was given."""
    import glob

    import jpype

    jpype.startJVM(classpath=glob.glob(os.path.join(sys.argv[1], "*.jar")))
    antlr = jpype.JPackage("org.antlr.v4.runtime")
    oracle = jpype.JPackage("org.apache.shardingsphere.sql.parser.oracle.parser")

    def read(statement):
        errors = []

        @jpype.JImplements("org.antlr.v4.runtime.ANTLRErrorListener")
        class Listener:
            @jpype.JOverride
            def syntaxError(self, recognizer, symbol, line, column, message, error):
                errors.append(f"line {line}:{column} {message}")

            @jpype.JOverride
            def reportAmbiguity(self, *_):
                pass

            @jpype.JOverride
            def reportAttemptingFullContext(self, *_):
                pass

            @jpype.JOverride
            def reportContextSensitivity(self, *_):
                pass

        listener = Listener()
        lexer = oracle.OracleLexer(antlr.CharStreams.fromString(statement))
        parser = oracle.OracleParser(antlr.CommonTokenStream(lexer))
        for reader in (lexer, parser):
            reader.removeErrorListeners()
            reader.addErrorListener(listener)
        parser.execute()
        return errors[0] if errors else None

    return read


makers = {
    "scriptdom": script_dom,
    "sqlfluff": lambda: sqlfluff("tsql"),
    "sqlfluff-oracle": lambda: sqlfluff("oracle"),
    "shardingsphere": shardingsphere,
}
readers = {}
# What the libraries print must not come between the answers.
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    order = json.loads(line)
    name = order["grammar"]
    if name not in readers:
        readers[name] = makers[name]()
    out.write(json.dumps({"verdict": readers[name](order["statement"])}) + "\n")
    out.flush()
