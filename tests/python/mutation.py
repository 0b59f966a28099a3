"""Every way to take one rule out of a module, or to move its limit by one: edge cases have to notice each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

OPPOSITE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}
OPPOSITE |= {"is": "is not", "is not": "is"}
SYMBOLS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
SYMBOLS |= {ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}


def mutants(module: ModuleType, without: set[str]) -> Iterator[tuple[str, str]]:
    """(what is changed where, the whole source with the change), but for the functions and classes in `without`."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _nodes(ast.parse(source), without):
        for place, text in _changes(node):
            start, end = (
                starts[place.lineno - 1] + place.col_offset,
                starts[place.end_lineno - 1] + place.end_col_offset,
            )
            mutant = source.encode()[:start] + text.encode() + source.encode()[end:]
            yield f"line {place.lineno}: {ast.unparse(place)} -> {text}", mutant.decode()


def load(module: ModuleType, source: str) -> dict:
    """The names of the module, if this were its source."""
    names = {"__name__": module.__name__}
    exec(compile(source, module.__file__, "exec"), names)
    return names


def _nodes(node: ast.AST, without: set[str]) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if getattr(child, "name", None) not in without:
            yield child
            yield from _nodes(child, without)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """(what is replaced, by what)"""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            symbol = SYMBOLS[type(operator)]
            yield node, f"({ast.unparse(left)} {OPPOSITE[symbol]} {ast.unparse(right)})"
            if symbol[0] in "<>":
                for step in ("- 1", "+ 1"):
                    yield node, f"({ast.unparse(left)} {symbol} {ast.unparse(right)} {step})"
        case ast.BoolOp(op=operator, values=values):
            word = " and " if isinstance(operator, ast.And) else " or "
            for dropped in values:
                yield node, f"({word.join(f'({ast.unparse(value)})' for value in values if value is not dropped)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.IfExp(body=body, orelse=orelse):
            yield node, f"({ast.unparse(body)})"
            yield node, f"({ast.unparse(orelse)})"
        case ast.If(test=test):
            yield test, "True"
            yield test, "False"
        case ast.comprehension(ifs=[test]):
            yield test, "True"
        case ast.Call(func=ast.Name(id="max" | "min" | "abs" as name), args=args) if len(args) <= 2:
            for argument in args:
                yield node, f"({ast.unparse(argument)})"
        case ast.Call(func=ast.Name(id="any" | "all" as name)):
            yield node.func, "all" if name == "any" else "any"
        case ast.Tuple(elts=members, ctx=ast.Load()) if all(
            isinstance(member, ast.Attribute | ast.Constant) for member in members
        ):
            for dropped in members:
                yield node, f"({''.join(f'{ast.unparse(member)}, ' for member in members if member is not dropped)})"
