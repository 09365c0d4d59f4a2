"""Reads T-SQL with two grammars: a line of JSON in, {"grammar", "statement"}, a line out, {"verdict"}."""

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


def sqlfluff():
    """The grammar of sqlfluff's dialect `tsql`."""
    from sqlfluff.core import FluffConfig, Linter

    linter = Linter(config=FluffConfig(overrides={"dialect": "tsql", "rules": "none"}))

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


makers = {"scriptdom": script_dom, "sqlfluff": sqlfluff}
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
