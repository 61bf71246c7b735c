"""Legal forms, fillers and well-known second names of employers, as data: folded, without dots."""

from __future__ import annotations

from syncengine.core.matching.normalise.text import listed

LEGAL_FORMS = listed(
    """
    inc incorporated corp corporation co company llc lllp llp lp pllc plc pc ltd limited ltda ltee pte pty pvt
    private gmbh mbh ggmbh ag kg kgaa ohg ug gbr eg ev se sa sas sasu sarl eurl snc sca sl slu sau srl srls spa
    sapa scarl bv nv vof cv ab hb as asa aps oy oyj ab publ kk gk yk doo dd ad ood eood zrt kft nyrt bt sro spol
    as sp zoo oo z spzoo spj ska oao ooo zao pao tov ao jsc ojsc cjsc pjsc tzov fop ae epe oe ike sti san tic
    bhd sdn tbk pt fze fzco fzllc dmcc wll saog kscp eireli epp me mei sapi rl de haftungsbeschrankt
    gesellschaft holding unlimited uc dac clg cic
    """
)
"""Dropped at the end, and at the head where some countries write them (OOO, TOV, PT)."""

LEADING_FORMS = listed("ooo oao zao pao ao tov jsc pjsc ip fop pt sc")

DESCRIPTORS = listed(
    """
    group holdings international global worldwide technologies technology tech solutions services systems
    industries enterprises partners consulting digital software labs studios networks media engineering energy
    capital analytics insurance logistics robotics materials education retail foods health healthcare pharma
    security mobility law sons deutschland germany uk usa us india france europe emea apac america americas
    brasil mexico canada bank
    """
)
"""Left out by many who say where they work. They tell Acme Health from Acme Foods all the same."""

NO_EMPLOYERS = listed(
    """
    na none null nil unknown confidential stealth stealthstartup stealthmode startup selfemployed self freelance
    freelancer freelancing consultant contractor independent independentconsultant independentcontractor
    unemployed retired student various undisclosed private currentlyunemployed lookingforwork openforwork
    opentowork seekingopportunities careerbreak sabbatical notapplicable notdisclosed test tbd myself homemaker
    """
)

ALIASES = {
    alias: line.split()[0]
    for line in """
    ibm internationalbusinessmachines
    ey ernstandyoung ernstyoung
    pwc pricewaterhousecoopers pricewaterhouse
    deloitte deloittetouche deloittetouchetohmatsu
    kpmg kpmginternational
    microsoft msft
    meta facebook metaplatforms
    google alphabet
    amazon amazonwebservices aws
    hp hewlettpackard hpe hewlettpackardenterprise
    jpmorgan jpmorganchase jpmc chase jpmchase
    bankofamerica bofa bofaml bankofamericamerrilllynch
    generalelectric ge
    proctergamble pg
    johnsonjohnson jj jnj
    unitedhealth unitedhealthgroup uhg
    tataconsultancyservices tcs tataconsultancy
    cognizant cognizanttechnologysolutions cts cognizanttechnology
    capgemini capgeminiengineering
    deutschebank db
    bmw bayerischemotorenwerke bmwgroup
    volkswagen vw
    goldmansachs gs goldman
    morganstanley ms
    nationalhealthservice nhs
    lockheedmartin lmco
    att americantelephonetelegraph
    mercedesbenz daimler daimlerbenz
    generalmotors gm
    americanexpress amex
    bostonconsultinggroup bcg
    mckinsey mckinseycompany
    pepsi pepsico
    cocacola thecocacola
    wipro wiprotechnologies
    accenture andersenconsulting
    salesforce sfdc salesforcecom
    itau itauunibanco
    ericsson telefonaktiebolagetlmericsson lmericsson
    philips royalphilips koninklijkephilips
    bosch robertbosch
    vmware vmw
    walmart walmartlabs walmartstores
    """.strip().splitlines()
    for alias in line.split()
}
