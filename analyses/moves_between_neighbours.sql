-- Where recipients move: the ten commonest pairs of the latest year, both ways, and what is left when they cancel out.
with pairs as (

    select
        there.calendar_year,
        there.from_bydel_label_nb as bydel_a,
        there.to_bydel_label_nb as bydel_b,
        there.moved_recipient_count as a_to_b,
        back.moved_recipient_count as b_to_a
    from marts.moves_matrix as there
    inner join marts.moves_matrix as back
        on
            there.calendar_year = back.calendar_year
            and there.from_bydel_code = back.to_bydel_code
            and there.to_bydel_code = back.from_bydel_code
    where
        there.from_bydel_code < there.to_bydel_code
        and there.from_bydel_code != '0301'

)

select
    pairs.bydel_a,
    pairs.bydel_b,
    pairs.a_to_b,
    pairs.b_to_a,
    pairs.a_to_b - pairs.b_to_a as net
from pairs
where pairs.calendar_year = (select max(years.calendar_year) from marts.dim_year as years)
order by pairs.a_to_b + pairs.b_to_a desc, pairs.bydel_a asc, pairs.bydel_b asc
limit 10;
