"""The nodes that YAML's parser makes of a text, read as the reader of criteria reads them."""

from __future__ import annotations

import yaml

from questionnaire.criteria.yaml_errors import UNICODE_SPACES


def is_flow(node: yaml.Node) -> bool:
    """Tell whether a node is written between brackets or braces."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def names_of(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the names and values of a mapping as the reader keeps them: the first of each name."""
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            found.setdefault(name_of(key), (key, value))
    return list(found.values())


def name_of(key: yaml.Node) -> str:
    """Return the name that the reader gives to a key."""
    return str(key.value).strip(UNICODE_SPACES)
