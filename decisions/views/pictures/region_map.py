"""The map of equal tiles: how many rulings a region has, or a share of them."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.charts import tiles
from decisions.charts.svg import Sample
from decisions.filters import Pairs, replaced
from decisions.queries.minimums import MARK, told
from decisions.queries.pictures import OfRegion, Share
from decisions.tables.cells import guard
from decisions.views.downloads import yes_or_no
from decisions.views.pictures.shown import Cell, Shown, named, number_cell, percent, rulings


def region_map(
    found: Sequence[OfRegion],
    share: Share | None,
    pairs: Pairs,
    *,
    href: Callable[[OfRegion], str] | None = None,
) -> Shown:
    """The map; a tile leads to the region's rulings, unless `href` says where else."""

    def listed(region: OfRegion) -> str:
        return rulings(pairs, region=region.region.iso) if region.rulings else ""

    title = _("Rulings by region") if share is None else _map_title(share)
    sentences = _of_the_count(found) if share is None else _of_the_share(found, share)
    most = max((region.rulings for region in found), default=0)
    drawing = tiles.tile_map(
        [_tile(region, share, most, (href or listed)(region)) for region in found],
        title=title,
        description=" ".join(sentences),
        apart=_("Occupied territory of Ukraine"),
        legend=_map_legend(found, share, most),
    )
    held = [region for region in found if region.rulings]
    heads = [_("Region"), _("Rulings")] if share is None else [
        _("Region"), _("Rulings"), _("of them known"), str(share.label), _("share"),
    ]  # fmt: skip
    codes = ["region", "region_label", "rulings", "at_least"]
    return Shown(
        title=title,
        sentences=sentences,
        on_page=(drawing.on_page,),
        legend=drawing.legend,
        file=lambda: drawing,
        head=(Cell(heads[0]), *(Cell(head, number=True) for head in heads[1:])),
        table=tuple(_map_row(region, share, pairs) for region in held),
        header=tuple(codes if share is None else [*codes, "known", "having", "share"]),
        lines=tuple(_map_line(region, share) for region in held),
    )


def _map_title(share: Share) -> str:
    return _("%(field)s: share of “%(value)s” by region") % {"field": share.field.label, "value": share.label}


def _of_the_count(found: Sequence[OfRegion]) -> tuple[str, ...]:
    total, at_least = sum(region.rulings for region in found), any(region.at_least for region in found)
    counted = ngettext(
        "The number in a tile counts rulings that we hold from that region: %(number)s in all.",
        "The number in a tile counts rulings that we hold from that region: %(number)s in all.",
        total,
    ) % {"number": told(total, at_least)}
    empty = _("An empty tile says that we hold none, and nothing about whether people are expelled there.")
    return counted, empty


def _of_the_share(found: Sequence[OfRegion], share: Share) -> tuple[str, ...]:
    total, known = sum(r.rulings for r in found), sum(r.known for r in found)
    base = _(
        "Each share is of those rulings of the region whose “%(field)s” is known (n). "
        "It is known for %(known)s of %(total)s rulings."
    ) % {
        "field": share.field.label,
        "known": number_format(known, force_grouping=True),
        "total": number_format(total, force_grouping=True),
    }
    few = ngettext(
        "A share of fewer than %(number)s ruling is not shown: too few to compare.",
        "A share of fewer than %(number)s rulings is not shown: too few to compare.",
        settings.FEWEST_RULINGS,
    ) % {"number": settings.FEWEST_RULINGS}
    return base, few


def _tile(found: OfRegion, share: Share | None, most: int, href: str) -> tiles.Tile:
    kind, step, number, note = _looks(found, share, most)
    region = found.region
    return tiles.Tile(
        code=region.iso.removeprefix("RU-"),
        column=region.tile_column,
        row=region.tile_row,
        kind=kind,
        step=step,
        number=number,
        note=note,
        label=_told(found, share),
        href=href,
        apart=region.occupied,
    )


def _looks(found: OfRegion, share: Share | None, most: int) -> tuple[str, int, str, str]:
    """Kind, shade, number and small line of a tile."""
    if not found.rulings:
        return "none", 0, "", ""
    if share is None:
        bands = tiles.bands(most)
        place = next(place for place, band in enumerate(bands) if found.rulings in band)
        return "heat", tiles.step(place, len(bands)), f"{MARK if found.at_least else ''}{found.rulings}", ""
    if not found.known:
        return "unknown", 0, "?", _("n 0")
    note = _("n %(number)s") % {"number": found.known}
    if found.share is None:
        return "few", 0, "", note
    if not found.having:
        return "zero", 0, percent(0), note
    return "heat", min(tiles.STEPS, 1 + int(found.share * tiles.STEPS)), percent(found.share), note


def _told(found: OfRegion, share: Share | None) -> str:
    """All that a tile says, in words."""
    said = {"region": found.region.name_en, "rulings": told(found.rulings, found.at_least)}
    if not found.rulings:
        return _("%(region)s: no ruling held") % said
    if share is None:
        return (
            ngettext("%(region)s: %(rulings)s ruling", "%(region)s: %(rulings)s rulings", found.rulings)
            % said
        )
    said |= {"known": str(found.known), "having": str(found.having), "value": str(share.label)}
    if not found.known:
        return _("%(region)s: not known for any of %(rulings)s rulings") % said
    if found.share is None:
        return _("%(region)s: %(having)s of %(known)s known, too few to compare") % said
    return _("%(region)s: %(having)s of %(known)s known, %(percent)s “%(value)s”") % {
        **said,
        "percent": percent(found.share),
    }


def _map_legend(found: Sequence[OfRegion], share: Share | None, most: int) -> list[Sample]:
    none = tiles.sample("none", _("no ruling held"))
    if share is None:
        bands = tiles.bands(most)
        return [none, *(
            tiles.sample("heat", _range(band), step=tiles.step(place, len(bands)))
            for place, band in enumerate(bands)
        )]  # fmt: skip
    width = 100 // tiles.STEPS
    shaded = [
        tiles.sample(
            "heat",
            _("%(low)s to %(high)s %%") % {"low": width * place, "high": width * (place + 1)},
            step=place + 1,
        )
        for place in range(tiles.STEPS)
    ]
    shaded[0] = tiles.sample("heat", _("above 0, to %(high)s %%") % {"high": width}, step=1)
    return [
        none,
        tiles.sample("unknown", _("not known for any")),
        tiles.sample("few", _("too few to compare")),
        tiles.sample("zero", _("none of those known")),
        *shaded,
    ]


def _range(band: range) -> str:
    return str(band[0]) if len(band) == 1 else f"{band[0]}–{band[-1]}"


def _map_row(found: OfRegion, share: Share | None, pairs: Pairs) -> tuple[Cell, ...]:
    here = replaced(pairs, region=found.region.iso)
    first = (
        Cell(named(found.region), f"/regions/{found.region.iso}/"),
        number_cell(found.rulings, rulings(here), at_least=found.at_least),
    )
    if share is None:
        return first
    having = number_cell(found.having, rulings(here, **{share.field.name: share.code}))
    return (*first, number_cell(found.known), having, Cell(_share_told(found), number=True))


def _share_told(found: OfRegion) -> str:
    if not found.known:
        return _("not known")
    return _("too few to compare") if found.share is None else percent(found.share)


def _map_line(found: OfRegion, share: Share | None) -> tuple[str, ...]:
    first = (
        found.region.iso, guard(found.region.name_en), str(found.rulings), yes_or_no(found.at_least),
    )  # fmt: skip
    if share is None:
        return first
    told = "unknown" if not found.known else "too_few" if found.share is None else f"{found.share:.4f}"
    return (*first, str(found.known), str(found.having), told)
