"""Fills a form of a fetched page as a person does, by labels or names."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def as_sent(form: Tag) -> dict[str, Any]:
    """The fields as a browser would send them untouched."""
    data: dict[str, list[str]] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        if control.has_attr("disabled"):
            continue
        data.setdefault(str(control["name"]), []).extend(_values(control))
    return {name: values for name, values in data.items() if values}


def _values(control: Tag) -> list[str]:
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        return _selected(control)
    kind = control.get("type", "text")
    if kind in ("checkbox", "radio") and not control.has_attr("checked"):
        return []
    return [] if kind in ("submit", "file") else [str(control.get("value", ""))]


def _selected(select: Tag) -> list[str]:
    options = select.select("option")
    chosen = [option for option in options if option.has_attr("selected")]
    if not chosen and not select.has_attr("multiple"):
        chosen = options[:1]
    return [_value_of(option) for option in chosen]


def _value_of(choice: Tag) -> str:
    return str(choice.get("value", choice.get_text(strip=True)))


def fill(soup: BeautifulSoup, form: Tag, data: dict[str, Any], name: str, value: Any) -> None:
    """Put a value into the field with this label or name."""
    controls = form.select(f'[name="{name}"]') or _labelled(soup, form, name)
    assert controls, f"The form has no field “{name}”."
    first = controls[0]
    key = str(first["name"])
    if first.name == "select":
        data[key] = _choose(name, value, {_words(o): _value_of(o) for o in first.select("option")})
    elif first.get("type") in ("radio", "checkbox") and not isinstance(value, bool):
        group = form.select(f'[name="{key}"]')
        data[key] = _choose(name, value, {_label_of(soup, one): _value_of(one) for one in group})
    elif value is False:
        data.pop(key, None)
    else:
        data[key] = _value_of(first) if value is True else value


def _choose(field: str, value: Any, offered: dict[str, str]) -> list[str]:
    wanted = value if isinstance(value, (list, tuple)) else [value]
    chosen = [offered.get(str(one), str(one)) for one in wanted]
    unknown = set(chosen) - set(offered.values())
    assert not unknown, f"“{field}” does not offer {unknown}, only {offered}."
    return chosen


def _labelled(soup: BeautifulSoup, form: Tag, text: str) -> list[Tag]:
    """The control with this label, or the radio buttons and boxes of the group with this legend."""
    for legend in form.select("legend"):
        if _words(legend) == text and legend.parent:
            return list(legend.parent.select("input[name]"))
    controls = form.select("input[name], textarea[name], select[name]")
    return [control for control in controls if _label_of(soup, control) == text]


def _label_of(soup: BeautifulSoup, control: Tag) -> str:
    label = soup.select_one(f'label[for="{control.get("id")}"]') or control.find_parent("label")
    return _words(label) if label else ""


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def pressed(soup: BeautifulSoup, form: Tag, text: str) -> dict[str, str]:
    """What pressing the button with this text adds."""
    buttons = [*form.select("button"), *soup.select(f'button[form="{form["id"]}"]')]
    offered = {_words(button): button for button in buttons}
    assert text in offered, f"The form has no button “{text}”, only {list(offered)}."
    button = offered[text]
    return {str(button["name"]): str(button.get("value", ""))} if button.has_attr("name") else {}
